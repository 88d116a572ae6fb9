import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail that arrived. */
export interface ArrivedMail {
  readonly from: string;
  readonly to: string[];
  readonly source: string;
}

/** What the server does with a mail once it has read it. */
export type Manner = 'accept' | 'refuse-for-now' | 'refuse' | 'hang-up';

const refusals: Partial<Record<Manner, Error>> = {
  'refuse-for-now': Object.assign(new Error('greylisted, try again later'), { responseCode: 451 }),
  refuse: Object.assign(new Error('we do not like this'), { responseCode: 554 }),
};

/** A real mail server on loopback, with the manners of bad days. */
export class MailHouse {
  readonly arrived: ArrivedMail[] = [];
  /** Mails that were read to the end, whatever became of them. */
  read = 0;
  manner: Manner = 'accept';
  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      ...options,
      onData: (stream, { envelope: { mailFrom, rcptTo } }, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.read += 1;
          if (this.manner === 'hang-up') return this.hangUp();
          if (this.manner !== 'accept') return answer(refusals[this.manner]);
          const from = mailFrom === false ? '' : mailFrom.address;
          const to = rcptTo.map(({ address }) => address);
          this.arrived.push({ from, to, source: Buffer.concat(chunks).toString('utf8') });
          return answer();
        });
      },
    });
    // A client that goes away is none of the server's business.
    this.server.on('error', () => undefined);
  }

  static async open(options: SMTPServerOptions = {}): Promise<MailHouse> {
    const house = new MailHouse(options);
    await new Promise<void>((resolve) => house.server.listen(0, '127.0.0.1', () => resolve()));
    return house;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private hangUp(): void {
    for (const connection of this.server.connections as Set<{ close(): void }>) connection.close();
  }
}
