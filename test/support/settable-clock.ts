import { Clock } from '../../src/common/clock.js';

/** A clock that stands still until a test moves it. */
export class SettableClock extends Clock {
  private current: Date;

  constructor(start: string) {
    super();
    this.current = new Date(start);
  }

  override now(): Date {
    return new Date(this.current);
  }

  /** @param time ISO 8601 */
  set(time: string): void {
    this.current = new Date(time);
  }

  /** @param milliseconds how far */
  forward(milliseconds: number): void {
    this.current = new Date(this.current.getTime() + milliseconds);
  }
}
