import { memberReasonSql } from '../../lcvista/mapping/member-reason-sql.js';

export { memberReasons } from '../../lcvista/mapping/decide-member-reason.js';

/** Joins `why.reason` to `member m`. */
export const memberReasonJoin = `cross join lateral (select ${memberReasonSql('m')} as reason) why`;
