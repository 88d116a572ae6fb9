import { Module } from '@nestjs/common';
import { RosterReader } from './catalog/roster-reader.js';
import { RosterRepository } from './catalog/roster.repository.js';
import { Sites } from './catalog/sites.js';
import { ConnectionRepository } from './connection/connection.repository.js';
import { ConnectionService } from './connection/connection.service.js';
import { FormerSiteRepository } from './connection/former-site.repository.js';
import { SiteClients } from './connection/site-clients.js';
import { StoredConnections } from './connection/stored-connections.js';
import { ApplyPlanRepository } from './mapping/apply-plan.repository.js';
import { MappingPlanRepository } from './mapping/mapping-plan.repository.js';
import { ClaimRemovalService } from './remapping/claim-removal.service.js';
import { ImportRemappingsService } from './remapping/import-remappings.service.js';
import { RemappingRepository } from './remapping/remapping.repository.js';
import { RemappingService } from './remapping/remapping.service.js';
import { IgnoreRepository } from './review/ignore.repository.js';
import { QueueKeeper } from './review/queue-keeper.service.js';
import { ReviewService } from './review/review.service.js';
import { SuggestionRepository } from './review/suggestion.repository.js';
import { SuggestionService } from './review/suggestion.service.js';
import { ApplyRunService } from './sync/apply-run.service.js';
import { LostRunRepository } from './sync/lost-run.repository.js';
import { LostRunsService } from './sync/lost-runs.service.js';
import { RunLifeRepository } from './sync/run-life.repository.js';
import { RunRepositories } from './sync/run-repositories.js';
import { ScheduleRepository } from './sync/schedule.repository.js';
import { StoredRuns } from './sync/stored-runs.js';
import { SyncRetention } from './sync/sync-retention.js';
import { SyncRunRepository } from './sync/sync-run.repository.js';
import { SyncRunService } from './sync/sync-run.service.js';
import { SyncRunner } from './sync/sync-runner.js';
import { SyncSchedule } from './sync/sync-schedule.js';

/** Reading LCVista and mapping its people to members. */
@Module({
  providers: [
    ClaimRemovalService,
    ConnectionRepository,
    FormerSiteRepository,
    StoredConnections,
    SiteClients,
    ConnectionService,
    RosterRepository,
    RosterReader,
    MappingPlanRepository,
    ApplyPlanRepository,
    SyncRunRepository,
    RunLifeRepository,
    ScheduleRepository,
    LostRunRepository,
    RunRepositories,
    StoredRuns,
    Sites,
    ApplyRunService,
    SyncRunService,
    SyncRunner,
    SyncSchedule,
    LostRunsService,
    SyncRetention,
    RemappingRepository,
    RemappingService,
    ImportRemappingsService,
    IgnoreRepository,
    ReviewService,
    QueueKeeper,
    SuggestionRepository,
    SuggestionService,
  ],
  exports: [
    ClaimRemovalService,
    ConnectionService,
    SyncRunService,
    SyncRunner,
    SyncSchedule,
    LostRunsService,
    SyncRetention,
    RemappingService,
    ImportRemappingsService,
    ReviewService,
    QueueKeeper,
    SuggestionService,
  ],
})
export class LcvistaModule {}
