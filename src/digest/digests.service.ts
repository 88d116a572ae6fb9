import { Injectable } from '@nestjs/common';
import { cutPage, type Page, type PageRequest } from '../common/page.js';
import { decodeCursor } from '../common/page-cursor.js';
import { Database } from '../database/database.js';
import { DigestRepository, type ListedDigest } from './digest.repository.js';

/** The reviews that were made. */
@Injectable()
export class DigestsService {
  constructor(
    private readonly database: Database,
    private readonly digests: DigestRepository,
  ) {}

  /** Newest first. */
  async list(organizationId: string, { limit, cursor }: PageRequest): Promise<Page<ListedDigest>> {
    const scope = this.database.tenant(organizationId);
    const after = cursor === undefined ? null : decodeCursor(cursor, 1);
    const rows = await this.digests.list(scope, limit + 1, after);
    return cutPage(rows, limit, await this.digests.count(scope), ({ week }) => [week]);
  }
}
