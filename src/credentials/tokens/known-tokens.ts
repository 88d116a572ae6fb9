import { Injectable } from '@nestjs/common';
import type { Environment } from '../../common/environment.js';
import { Remembered } from '../../common/remembered.js';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import type { TenantIdentity, TokenScope } from '../caller.js';

/** A stored token with the organization that it opens. */
export interface KnownToken {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  readonly environment: Environment | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly organization: TenantIdentity | null;
}

interface Row extends Omit<KnownToken, 'organization'> {
  organizationId: string | null;
  slug: string;
  organizationEnvironment: Environment;
  directorySyncEnabled: boolean;
}

const find = statement(
  'find-token-by-hash',
  `select t.id, t.name, t.scope, t.environment, t.expires_at as "expiresAt", t.revoked_at as "revokedAt",
     t.last_used_at as "lastUsedAt", o.id as "organizationId", o.slug, o.environment as "organizationEnvironment",
     o.directory_sync_enabled as "directorySyncEnabled"
   from access_token t left join organization o on o.id = t.organization_id where t.token_hash = $1`,
);

/** Half of the second within which every process must have noticed a revocation. */
const memoryMs = 500;
const mostEntries = 10_000;

/** Looks tokens up by their hash, and remembers the answer for a moment: one query serves many requests. */
@Injectable()
export class KnownTokens {
  private readonly entries = new Remembered<Promise<KnownToken | null>>(memoryMs, mostEntries);

  constructor(private readonly database: Database) {}

  /**
   * @param hash SHA-256 of the token: comparing hashes gives away nothing about the token, in whatever time
   * @returns null when there is no such token; one that has ended or was revoked is answered, and judged elsewhere
   */
  find(hash: Buffer): Promise<KnownToken | null> {
    const key = hash.toString('base64');
    const known = this.entries.get(key, performance.now());
    if (known !== undefined) return known;
    const token = this.read(hash, key);
    this.entries.set(key, token, performance.now());
    return token;
  }

  /** Call when this process has changed a token or an organization: the next request asks the database. */
  forget(): void {
    this.entries.clear();
  }

  private async read(hash: Buffer, key: string): Promise<KnownToken | null> {
    try {
      const [row] = await this.database.installation().query<Row>(find, [hash]);
      return row === undefined ? null : tokenOf(row);
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
  }
}

function tokenOf(row: Row): KnownToken {
  const { organizationId: id, slug, organizationEnvironment: environment, directorySyncEnabled, ...token } = row;
  return { ...token, organization: id === null ? null : { id, slug, environment, directorySyncEnabled } };
}
