import { CreateOrganizations1764000000000 } from './1764000000000-create-organizations.js';
import { CreateDirectory1764000001000 } from './1764000001000-create-directory.js';
import { CreateAudit1764000002000 } from './1764000002000-create-audit.js';
import { CreateTally1764000003000 } from './1764000003000-create-tally.js';
import { CreateLcvista1764000004000 } from './1764000004000-create-lcvista.js';
import { CreateJobProcess1764000005000 } from './1764000005000-create-job-process.js';
import { IndexMembersByAddress1764000010100 } from './1764000010100-index-members-by-address.js';
import { IndexDiagnosisAndRuns1764000020000 } from './1764000020000-index-diagnosis-and-runs.js';
import { LookUpEmailsAtOnce1764000010101 } from './1764000010101-look-up-emails-at-once.js';
import { FenceSyncRuns1764000010200 } from './1764000010200-fence-sync-runs.js';
import { CreateWebhooks1764000030000 } from './1764000030000-create-webhooks.js';
import { CreateDigest1764000031000 } from './1764000031000-create-digest.js';
import { CountReviewQueue1764000040000 } from './1764000040000-count-review-queue.js';
import { LookUpAcrossOrganizations1764000050000 } from './1764000050000-look-up-across-organizations.js';
import { ShareWorkloadIdentities1764000060000 } from './1764000060000-share-workload-identities.js';
import { RememberTokenEnds1764000061000 } from './1764000061000-remember-token-ends.js';
import { SearchLoginAddresses1764000070000 } from './1764000070000-search-login-addresses.js';
import { IndexLoginAddresses1764000070100 } from './1764000070100-index-login-addresses.js';
import { NoteMovedAddresses1764000080500 } from './1764000080500-note-moved-addresses.js';
import { LightenSyncWrites1764000085000 } from './1764000085000-lighten-sync-writes.js';
import { KnowFormerSites1764000090500 } from './1764000090500-know-former-sites.js';
import { ForgetRostersAtOnce1764000100000 } from './1764000100000-forget-rosters-at-once.js';
import { CreateMemberSearch1764000110000 } from './1764000110000-create-member-search.js';
import { FillMemberSearch1764000110100 } from './1764000110100-fill-member-search.js';
import { HoldWebhooks1764000120000 } from './1764000120000-hold-webhooks.js';

/** Every migration, oldest first. A list, not a glob: what is compiled is what runs. */
export const allMigrations = [
  CreateOrganizations1764000000000,
  CreateDirectory1764000001000,
  CreateAudit1764000002000,
  CreateTally1764000003000,
  CreateLcvista1764000004000,
  CreateJobProcess1764000005000,
  IndexMembersByAddress1764000010100,
  LookUpEmailsAtOnce1764000010101,
  FenceSyncRuns1764000010200,
  IndexDiagnosisAndRuns1764000020000,
  CreateWebhooks1764000030000,
  CreateDigest1764000031000,
  CountReviewQueue1764000040000,
  LookUpAcrossOrganizations1764000050000,
  ShareWorkloadIdentities1764000060000,
  RememberTokenEnds1764000061000,
  SearchLoginAddresses1764000070000,
  IndexLoginAddresses1764000070100,
  NoteMovedAddresses1764000080500,
  LightenSyncWrites1764000085000,
  KnowFormerSites1764000090500,
  ForgetRostersAtOnce1764000100000,
  CreateMemberSearch1764000110000,
  FillMemberSearch1764000110100,
  HoldWebhooks1764000120000,
];
