import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { jobOrigin } from '../../audit/origin.js';
import { Encryption, UnreadableSecret } from '../../common/encryption.js';
import { Database } from '../../database/database.js';
import { beforeAllRows, type SealedColumn, sealedColumns, type SealedRow } from './sealed-columns.js';
import { SealedSecretsRepository } from './sealed-secrets.repository.js';

/** How many secrets are sealed with which key. */
export interface SealedCounts {
  readonly current: number;
  /** With a key that is still at hand, or in the way of old that names no key. */
  readonly former: number;
  /** With a key that nobody has. */
  readonly unknown: number;
}

const oldWay = 1;

/** Secrets whose key changes: seals them anew with the current one, and tells how many are not yet. */
@Injectable()
export class SealedSecrets {
  private readonly logger = new Logger(SealedSecrets.name);

  constructor(
    private readonly encryption: Encryption,
    private readonly secrets: SealedSecretsRepository,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Seals with the current key what another one sealed. May be called at any time by any process; a secret that is set
   * at the same moment stays as it was set.
   *
   * @param signal aborted when the process goes down
   * @returns how many it has sealed
   */
  async sealAnew(signal: AbortSignal): Promise<number> {
    let sealed = 0;
    for (const column of sealedColumns) sealed += await this.sealColumn(column, signal);
    if (sealed > 0) {
      this.logger.log({ secrets: sealed, msg: 'secrets were sealed with the current encryption key' });
      const entry = { kind: 'encryption-key.changed' as const, subjectType: 'encryption-key', subjectId: null };
      const origin = jobOrigin('sealed-secrets');
      await this.audit.recordForInstallation(this.database.installation(), origin, {
        ...entry,
        after: { secrets: sealed },
      });
    }
    return sealed;
  }

  /** How many secrets are sealed with which key, in all tables and organizations. */
  async count(): Promise<SealedCounts> {
    const counts = { current: 0, former: 0, unknown: 0 };
    for (const { header, count } of await this.secrets.count()) counts[this.ageOf(header)] += count;
    return counts;
  }

  private ageOf(header: Buffer): keyof SealedCounts {
    const at = this.encryption.headers.findIndex((known) => known.equals(header));
    if (at === 0) return 'current';
    return at > 0 || header[0] === oldWay ? 'former' : 'unknown';
  }

  private async sealColumn(column: SealedColumn, signal: AbortSignal): Promise<number> {
    const current = this.encryption.headers.slice(0, 1);
    let sealed = 0;
    for (let last = beforeAllRows; !signal.aborted;) {
      const rows = await this.secrets.find(column, current, last);
      for (const row of rows) if (await this.sealRow(column, row)) sealed += 1;
      const next = rows.at(-1);
      if (next === undefined) break;
      last = next;
    }
    return sealed;
  }

  /** What no key opens stays: the one who knows the secret must set it again. */
  private async sealRow(column: SealedColumn, row: SealedRow): Promise<boolean> {
    const context = column.context(row.organizationId, row.id);
    try {
      const box = this.encryption.seal(this.encryption.open(row.box, context), context);
      return await this.secrets.replace(column, row, box);
    } catch (error) {
      if (error instanceof UnreadableSecret) return false;
      throw error;
    }
  }
}
