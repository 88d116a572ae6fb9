import { Injectable } from '@nestjs/common';
import { ConnectionRepository } from '../connection/connection.repository.js';
import { SyncRunRepository } from './sync-run.repository.js';

/** What the service reads and writes. */
@Injectable()
export class StoredRuns {
  constructor(
    readonly runs: SyncRunRepository,
    readonly connections: ConnectionRepository,
  ) {}
}
