import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { isOverWithin } from '../../common/is-over-within.js';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';

const write = statement(
  'write-last-use',
  `update access_token set last_used_at = $2
   where id = any($1) and (last_used_at is null or last_used_at <= $2::timestamptz - interval '1 minute')`,
);

const minute = 60_000;
const delayMs = 200;

/** Not worth more of the time in which a process must end. */
const lastWriteMs = 1_000;

/** Notes when tokens were used: at most once a minute each, several at once, and after the request that used them. */
@Injectable()
export class LastUse implements OnModuleDestroy {
  private readonly logger = new Logger('LastUse');
  private readonly noted = new Map<string, number>();
  private waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @param stored the last use that the database knows of */
  note(tokenId: string, stored: Date | null): void {
    const now = this.clock.now().getTime();
    const last = Math.max(stored?.getTime() ?? 0, this.noted.get(tokenId) ?? 0);
    if (now - last < minute) return;
    this.noted.set(tokenId, now);
    this.waiting.add(tokenId);
    this.timer ??= setTimeout(() => void this.write(), delayMs).unref();
  }

  /** Writes what waits. A failure is no harm: the next use writes again. */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.size === 0) return;
    const ids = [...this.waiting];
    this.waiting = new Set();
    this.forgetOld();
    try {
      await this.database.installation().query(write, [ids, this.clock.now()]);
    } catch (error) {
      for (const id of ids) this.noted.delete(id);
      this.logger.warn({ msg: 'the last use of tokens could not be written', err: error });
    }
  }

  async onModuleDestroy(): Promise<void> {
    await isOverWithin(lastWriteMs, this.write());
  }

  private forgetOld(): void {
    const before = this.clock.now().getTime() - minute;
    for (const [id, at] of this.noted) if (at < before) this.noted.delete(id);
  }
}
