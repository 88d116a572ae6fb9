import type { CsvDocument } from '../csv/csv-export.js';
import { memberAnswer, type MemberViewRow } from './member-answer.js';

/** The member list as a table: the same values as in JSON, under the same names. */
export const memberTable: CsvDocument<MemberViewRow> = {
  fileName: 'members.csv',
  columns: [
    { header: 'id', value: (row) => row.id },
    { header: 'name', value: (row) => row.name },
    { header: 'memberEmail', value: (row) => row.email },
    { header: 'loginEmail', value: (row) => memberAnswer(row).loginEmail },
    { header: 'access', value: (row) => row.access },
    { header: 'userName', value: (row) => row.userName },
    { header: 'externalId', value: (row) => row.externalId },
    { header: 'invitedAt', value: (row) => row.invitedAt },
    { header: 'claimedAt', value: (row) => row.claimedAt },
    { header: 'removedAt', value: (row) => row.removedAt },
    { header: 'userId', value: (row) => row.userId },
    { header: 'cohorts', value: (row) => row.cohorts.map(({ name }) => name) },
    { header: 'compliance', value: (row) => memberAnswer(row).compliance.state },
    { header: 'reason', value: (row) => memberAnswer(row).compliance.reason },
    { header: 'lcvistaUserId', value: (row) => row.lcvistaUserId },
    { header: 'mappedAt', value: (row) => row.mappedAt },
    { header: 'flags', value: (row) => row.flags },
  ],
};
