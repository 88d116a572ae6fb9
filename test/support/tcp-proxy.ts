import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** Stands between a client and a server on loopback, and does to their connections what networks do. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly unheard = new Set<Socket>();
  private silent = false;
  /** Milliseconds for which each piece of an answer is held back. */
  delayMs = 0;

  private constructor(
    private readonly server: Server,
    /** Port of the server behind; a change holds for new connections. */
    public target: number,
  ) {
    server.on('connection', (client) => this.take(client));
  }

  static async start(target: number): Promise<TcpProxy> {
    // Half-open: a goodbye is passed on like everything else, so that one that is swallowed is not answered either.
    const server = createServer({ allowHalfOpen: true });
    const proxy = new TcpProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Whether it takes connections. */
  get isOpen(): boolean {
    return this.server.listening;
  }

  /** How many connections there are at this moment. */
  get open(): number {
    return this.pairs.size + this.unheard.size;
  }

  /** Resets every connection. */
  cut(): void {
    for (const sockets of this.pairs) for (const socket of sockets) socket.resetAndDestroy();
    for (const socket of this.unheard) socket.resetAndDestroy();
  }

  /** From now on nothing passes: neither on the connections that there are, nor on new ones, which are taken all the same. */
  silence(): void {
    this.silent = true;
    for (const [client, server] of this.pairs) {
      client.unpipe();
      server.unpipe();
      // Read and thrown away: the kernel acknowledges, so that neither side ever notices.
      client.resume();
      server.resume();
    }
  }

  /** New connections work again; those that were silenced stay so for ever. */
  heal(): void {
    this.silent = false;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  private take(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.silent) {
      this.unheard.add(client);
      client.once('close', () => this.unheard.delete(client));
      client.resume();
      return;
    }
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const [one, other] of [pair, [server, client] as const]) {
      one.setNoDelay(true);
      one.on('error', () => other.resetAndDestroy());
      one.once('close', () => {
        this.pairs.delete(pair);
        other.destroy();
      });
    }
    client.pipe(server);
    server.pipe(this.holdingBack()).pipe(client);
  }

  private holdingBack(): Transform {
    return new Transform({
      transform: (piece: Buffer, _encoding, done) => {
        if (this.delayMs === 0) done(null, piece);
        else setTimeout(done, this.delayMs, null, piece);
      },
    });
  }
}
