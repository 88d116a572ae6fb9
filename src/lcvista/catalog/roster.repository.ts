import { Injectable } from '@nestjs/common';
import { finished } from 'node:stream/promises';
import { emailKey } from '../../common/email-key.js';
import { translateDatabaseError } from '../../database/database-error.js';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { LcvistaPerson } from '../client/parse-row.js';
import { copyLine } from './copy-line.js';

/** One taking of a run: what it reads is kept apart from what others have read. */
export interface Reading {
  readonly runId: string;
  readonly epoch: number;
}

const copyPeople = `copy roster_person (organization_id, run_id, epoch, id, username, email, email_key, first_name,
  last_name, is_active, created) from stdin`;

const copyAssignments = `copy roster_assignment (organization_id, run_id, epoch, person_id) from stdin`;

const forgetRoster = statement('forget-roster', `select forget_roster($1, $2)`);

/** What a run reads, row by row as it came, until the run decides what it means. */
@Injectable()
export class RosterRepository {
  /**
   * Stores people of the site as this taking of the run has read them, with the key by which their address is compared.
   */
  async addPeople(scope: TenantScope, reading: Reading, people: readonly LcvistaPerson[]): Promise<void> {
    const lines = people.map((person) => [
      scope.organizationId,
      reading.runId,
      reading.epoch,
      person.id,
      person.username,
      person.email,
      emailKey(person.email),
      person.firstName,
      person.lastName,
      person.isActive,
      person.created,
    ]);
    await copy(scope, copyPeople, lines);
  }

  /** Stores who can see the catalog, by the site's ids, as this taking of the run has read them. */
  async addAssignments(scope: TenantScope, reading: Reading, personIds: readonly string[]): Promise<void> {
    const lines = personIds.map((id) => [scope.organizationId, reading.runId, reading.epoch, id]);
    await copy(scope, copyAssignments, lines);
  }

  /** Forgets what a run has read, in whichever taking. */
  async clear(scope: TenantScope, runId: string): Promise<void> {
    await scope.query(forgetRoster, [runId]);
  }
}

async function copy(scope: TenantScope, text: string, lines: Parameters<typeof copyLine>[0][]): Promise<void> {
  const stream = await scope.copyInto(text);
  stream.end(lines.map(copyLine).join(''));
  try {
    await finished(stream);
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
