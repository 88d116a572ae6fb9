import { Injectable } from '@nestjs/common';
import { DomainError, failedTooOften } from '../../common/domain-error.js';
import { MinuteCounter } from '../minute-counter.js';

/**
 * A guess that knows a token's beginning is a serious one. Addresses are shared: every Entra tenant comes from the same
 * ones, and one customer's expired token must not make another's look throttled.
 */
const perPrefix = 60;
const perAddress = 300;
const mostKeys = 10_000;

/** Slows guessing down. Good credentials never come here: they are checked first. */
@Injectable()
export class GuessingLimit {
  private readonly failures = new MinuteCounter(mostKeys);

  /**
   * Counts a failed guess.
   *
   * @param prefix the readable beginning of what was tried; null when it is none of ours
   * @throws DomainError 429 `too-many-failed-authentications` once there were too many within a minute
   */
  count(address: string, prefix: string | null): void {
    this.check(`address ${address}`, perAddress);
    if (prefix !== null) this.check(`prefix ${prefix}`, perPrefix);
  }

  private check(key: string, most: number): void {
    if (this.failures.add(key) <= most) return;
    const detail = 'Too many failed authentications; try again later.';
    const retryAfterSeconds = this.failures.secondsLeft(key);
    throw new DomainError('too-many-requests', failedTooOften, detail, { retryAfterSeconds });
  }
}
