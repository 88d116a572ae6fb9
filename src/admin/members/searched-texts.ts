import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';

/** What is usual changes slowly, and an old sample makes a search slower at worst. While there is none, each asks anew. */
const keptForMs = 600_000;

/** The hundred texts by which PostgreSQL itself judges how many a condition will find; none before it has looked. */
const selectSample = statement(
  'sample-searched-texts',
  `select coalesce(histogram_bounds::text::text[], '{}') as sample from pg_stats
   where schemaname = current_schema() and tablename = 'member_search' and attname = 'text'`,
);

/** A sample of the texts by which members are searched, of all organizations, as the index is. It is shown to nobody. */
@Injectable()
export class SearchedTexts {
  private known: readonly string[] = [];
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly database: Database) {}

  /** @returns about a hundred texts, or none when nothing is known about them yet */
  async sample(): Promise<readonly string[]> {
    if (performance.now() - this.readAt > keptForMs) {
      const [row] = await this.database.installation().query<{ sample: string[] }>(selectSample);
      this.known = row?.sample ?? [];
      if (this.known.length > 0) this.readAt = performance.now();
    }
    return this.known;
  }
}
