import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG } from '../../config/config.module.js';
import type { Config } from '../../config/config.js';
import { TokenBucket } from './token-bucket.js';

/** How much one organization may ask of a process, so that it cannot starve the others (`RATE_LIMIT_PER_SECOND`). */
@Injectable()
export class RateCeiling {
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly perSecond: number;

  constructor(@Inject(CONFIG) config: Config) {
    this.perSecond = config.rateLimitPerSecond;
  }

  /** @throws DomainError 429 `rate-limit-exceeded` with the seconds to wait */
  take(organizationId: string): void {
    if (this.perSecond === 0) return;
    const bucket = this.buckets.get(organizationId) ?? new TokenBucket(this.perSecond, performance.now());
    this.buckets.set(organizationId, bucket);
    if (bucket.take(performance.now())) return;
    const detail = `More than ${this.perSecond} requests in a second for this organization.`;
    throw new DomainError('too-many-requests', 'rate-limit-exceeded', detail, { retryAfterSeconds: 1 });
  }
}
