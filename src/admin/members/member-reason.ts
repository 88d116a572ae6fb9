import { memberReasonSql } from '../../lcvista/mapping/member-reason-sql.js';

/** Joins `why.reason` to `member m`: why the member has no mapping, as of now. */
export const memberReasonJoin = `cross join lateral (select ${memberReasonSql('m')} as reason) why`;
