import { Injectable } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import { readRemappings, type RowRefusal } from './read-remappings.js';
import { RemappingService } from './remapping.service.js';

/** What became of a row. */
export interface ImportedRow {
  /** Line of the file as a spreadsheet counts: the first row after the header is 2. */
  readonly row: number;
  readonly memberEmail: string;
  readonly lcvistaUserId: string;
  readonly outcome: 'mapped' | 'refused';
  readonly code: RowRefusal['code'] | null;
  readonly message: string | null;
}

/** Mapping by hand, many at once, from a table. */
@Injectable()
export class ImportRemappingsService {
  constructor(private readonly remappings: RemappingService) {}

  /**
   * Rows that are wrong change nothing, the others are applied, in one transaction.
   *
   * @param body text of the table
   * @param dryRun only tell what would become of the rows
   * @throws DomainError naming `body` when it is no such table
   */
  async import(organizationId: string, origin: Origin, body: unknown, dryRun: boolean): Promise<ImportedRow[]> {
    const rows = readRemappings(body);
    const readable = rows.flatMap(({ row, wanted }) => ('code' in wanted ? [] : [{ row, wanted }]));
    const wanted = readable.map((one) => one.wanted);
    const verdicts = await this.remappings.remapMany(organizationId, origin, wanted, dryRun);
    const refusals = new Map(readable.map(({ row }, at) => [row, verdicts[at] ?? null]));
    return rows.map(({ row, memberEmail, lcvistaUserId, wanted }) => {
      const refusal = 'code' in wanted ? wanted : (refusals.get(row) ?? null);
      const outcome = refusal === null ? 'mapped' : 'refused';
      return {
        row,
        memberEmail,
        lcvistaUserId,
        outcome,
        code: refusal?.code ?? null,
        message: refusal?.message ?? null,
      };
    });
  }
}
