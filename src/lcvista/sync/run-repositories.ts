import { Injectable } from '@nestjs/common';
import { ConnectionRepository } from '../connection/connection.repository.js';
import { ApplyPlanRepository } from '../mapping/apply-plan.repository.js';
import { MappingPlanRepository } from '../mapping/mapping-plan.repository.js';
import { RunLifeRepository } from './run-life.repository.js';
import { SyncRunRepository } from './sync-run.repository.js';

/** The tables that a run writes, together. */
@Injectable()
export class RunRepositories {
  constructor(
    readonly lives: RunLifeRepository,
    readonly runs: SyncRunRepository,
    readonly connections: ConnectionRepository,
    readonly plans: MappingPlanRepository,
    readonly applier: ApplyPlanRepository,
  ) {}
}
