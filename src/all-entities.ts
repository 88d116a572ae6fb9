import { AuditEvent } from './audit/audit-event.entity.js';
import { MemberEvent } from './audit/member-event.entity.js';
import { ProvisioningEvent } from './audit/provisioning-event.entity.js';
import { OauthClientSecret } from './credentials/oauth/oauth-client-secret.entity.js';
import { OauthClient } from './credentials/oauth/oauth-client.entity.js';
import { WorkloadIdentity } from './credentials/oauth/workload-identity.entity.js';
import { AccessToken } from './credentials/tokens/access-token.entity.js';
import { DigestPlan } from './digest/digest-plan.entity.js';
import { Digest } from './digest/digest.entity.js';
import { CohortMember } from './directory/cohort-member.entity.js';
import { Cohort } from './directory/cohort.entity.js';
import { MemberSearch } from './directory/member-search.entity.js';
import { Member } from './directory/member.entity.js';
import { Tally } from './directory/tally.entity.js';
import { JobProcess } from './jobs/job-process.entity.js';
import { LcvistaUser } from './lcvista/catalog/lcvista-user.entity.js';
import { RosterAssignment } from './lcvista/catalog/roster-assignment.entity.js';
import { RosterPerson } from './lcvista/catalog/roster-person.entity.js';
import { LcvistaConnection } from './lcvista/connection/lcvista-connection.entity.js';
import { LcvistaSite } from './lcvista/connection/lcvista-site.entity.js';
import { MappedShare } from './lcvista/mapping/mapped-share.entity.js';
import { MovedAddress } from './lcvista/review/moved-address.entity.js';
import { UnmappedCount } from './lcvista/review/unmapped-count.entity.js';
import { MappingBlock } from './lcvista/mapping/mapping-block.entity.js';
import { Mapping } from './lcvista/mapping/mapping.entity.js';
import { SyncChange } from './lcvista/sync/sync-change.entity.js';
import { SyncRun } from './lcvista/sync/sync-run.entity.js';
import { UserProfile } from './membership/user-profile.entity.js';
import { Organization } from './organizations/organization.entity.js';
import { WebhookDelivery } from './webhooks/webhook-delivery.entity.js';
import { Webhook } from './webhooks/webhook.entity.js';

/** Every table, declared: what the migrations must amount to. */
export const allEntities = [
  Organization,
  AccessToken,
  OauthClient,
  OauthClientSecret,
  WorkloadIdentity,
  UserProfile,
  Member,
  MemberSearch,
  Cohort,
  CohortMember,
  Tally,
  MemberEvent,
  AuditEvent,
  ProvisioningEvent,
  LcvistaConnection,
  LcvistaSite,
  LcvistaUser,
  SyncRun,
  SyncChange,
  RosterPerson,
  RosterAssignment,
  Mapping,
  MappingBlock,
  MappedShare,
  UnmappedCount,
  MovedAddress,
  Webhook,
  WebhookDelivery,
  DigestPlan,
  Digest,
  JobProcess,
];
