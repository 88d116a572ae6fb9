import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { TakenDigest } from './digest.repository.js';
import { judgeMailError, type MailVerdict } from './judge-mail-error.js';

/** Milliseconds; what the address in SMTP_URL says itself comes first. */
const patience = { connectionTimeout: '10000', greetingTimeout: '10000', socketTimeout: '30000' };

/** The mail server of SMTP_URL. */
@Injectable()
export class MailServer implements OnModuleDestroy {
  private readonly transporter: Transporter | null;
  private readonly from: string;

  constructor(@Inject(CONFIG) { smtp }: Config) {
    this.transporter = smtp === null ? null : createTransport(withPatience(smtp.url));
    this.from = smtp?.from ?? '';
  }

  /** Whether there is one at all. */
  get isThere(): boolean {
    return this.transporter !== null;
  }

  onModuleDestroy(): void {
    this.transporter?.close();
  }

  /**
   * Sends a review. It first asks whether the server can be reached and takes our name, so that a failure there is known
   * to have sent nothing.
   */
  async send(digest: TakenDigest): Promise<MailVerdict> {
    if (this.transporter === null) throw new Error('SMTP_URL is not set');
    try {
      await this.transporter.verify();
    } catch (error) {
      return judgeMailError(error, 'reaching');
    }
    try {
      const { rejected }: { rejected?: unknown[] } = await this.transporter.sendMail(this.mailOf(digest));
      const refused = (rejected ?? []).map(String).join(', ');
      return { sent: true, tryAgain: false, error: refused === '' ? null : `The mail server refused: ${refused}` };
    } catch (error) {
      return judgeMailError(error, 'sending');
    }
  }

  private mailOf({ id, recipients, subject, text, html }: TakenDigest): Parameters<Transporter['sendMail']>[0] {
    const domain = /@([^\s>]+)>?$/.exec(this.from)?.[1] ?? 'localhost';
    return {
      from: this.from,
      to: recipients.map((address) => ({ name: '', address })),
      subject,
      text,
      html,
      messageId: `<digest.${id}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }
}

function withPatience(address: string): string {
  const url = new URL(address);
  for (const [name, milliseconds] of Object.entries(patience)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, milliseconds);
  }
  return url.href;
}
