/** A second's worth of requests, refilled evenly. */
export class TokenBucket {
  private filled: number;

  /** @param now a clock in milliseconds that never goes back */
  constructor(
    private readonly perSecond: number,
    private at: number,
  ) {
    this.filled = perSecond;
  }

  /** Takes one out; false when there is none. */
  take(now: number): boolean {
    this.filled = Math.min(this.perSecond, this.filled + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (this.filled < 1) return false;
    this.filled -= 1;
    return true;
  }
}
