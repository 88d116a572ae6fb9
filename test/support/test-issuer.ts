import { createServer, type Server } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** An identity provider on loopback: discovery, published keys that can change, and tokens signed with them. */
export class TestIssuer {
  /** Requests so far, by path. */
  readonly requests: string[] = [];
  /** What the discovery document says, where a test wants something else. */
  discovery: Record<string, unknown> = {};
  /** Answers instead of the usual ones. */
  broken: { status: number; headers?: Record<string, string>; body?: string } | null = null;

  private published: JWK[] = [];
  private signer: { kid: string; alg: string; key: CryptoKey } | undefined;

  private constructor(
    private readonly server: Server,
    readonly host: string,
  ) {}

  static async start(): Promise<TestIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const issuer = new TestIssuer(server, `127.0.0.1:${address.port}`);
    server.on('request', ({ url = '' }, response) => {
      issuer.requests.push(url);
      const { status, headers, body } = issuer.broken ?? { status: 200, body: issuer.answer(url) };
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body);
    });
    await issuer.changeKey('first');
    return issuer;
  }

  /** The issuer's identifier. */
  get url(): string {
    return `http://${this.host}/tenant/v2.0`;
  }

  /** Publishes another key and signs with it from now on; the old ones stay published unless `only`. */
  async changeKey(kid: string, options: { alg?: string; only?: boolean } = {}): Promise<void> {
    const alg = options.alg ?? 'RS256';
    const { publicKey, privateKey } = await keyPair(kid, alg);
    if (options.only === true) this.published = [];
    this.published.push({ ...(await exportJWK(publicKey)), kid, use: 'sig' });
    this.signer = { kid, alg, key: privateKey };
  }

  /** A token signed with the current key, valid for five minutes unless the claims say something else. */
  async sign(claims: JWTPayload, header: { kid?: string } = {}): Promise<string> {
    if (this.signer === undefined) throw new Error('no key');
    const { kid, alg, key } = this.signer;
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({ iss: this.url, iat: now, nbf: now, exp: now + 300, ...claims })
      .setProtectedHeader({ alg, kid, ...header })
      .sign(key);
  }

  /** The published key as text, for those who try to use it as a shared secret. */
  get publishedKeys(): readonly JWK[] {
    return this.published;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(path: string): string {
    if (path.endsWith('/.well-known/openid-configuration')) {
      return JSON.stringify({ issuer: this.url, jwks_uri: `${this.url}/keys`, ...this.discovery });
    }
    return JSON.stringify({ keys: this.published });
  }
}

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

const keyPairs = new Map<string, Promise<KeyPair>>();

/** Making RSA keys takes time: one pair per name for a whole test file. */
function keyPair(kid: string, alg: string): Promise<KeyPair> {
  const name = `${alg} ${kid}`;
  const pair = keyPairs.get(name) ?? generateKeyPair(alg, { extractable: true });
  keyPairs.set(name, pair);
  return pair;
}
