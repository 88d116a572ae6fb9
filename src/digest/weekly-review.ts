import { Injectable } from '@nestjs/common';
import { DigestMaker } from './digest-maker.service.js';
import { DigestSender } from './digest-sender.service.js';

/** The weekly review: made when it is due, then sent. */
@Injectable()
export class WeeklyReview {
  constructor(
    private readonly maker: DigestMaker,
    private readonly sender: DigestSender,
  ) {}

  /**
   * Makes and sends what is due. Called again and again, by any number of processes at once.
   *
   * @param now the time of day
   * @param signal aborted when the process goes down: what is begun is finished, nothing else is begun
   */
  async makeDue(now: Date, signal?: AbortSignal): Promise<{ made: number; sent: number }> {
    const made = await this.maker.makeDue(now, signal);
    return { made, sent: await this.sender.sendDue(now, signal) };
  }
}
