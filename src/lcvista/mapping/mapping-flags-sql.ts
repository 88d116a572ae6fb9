/** Which rows hold the two sides of a mapping. */
export interface MappingAliases {
  /** Of `mapping`. */
  readonly mapping: string;
  /** Of `member`. */
  readonly member: string;
  /** Of `lcvista_user`, or of rows like it. */
  readonly person: string;
  /** Whether the person is no longer on the site. */
  readonly gone: string;
}

/** `mappingFlags` as an SQL expression of type `text[]`; a property test holds the two together. */
export function mappingFlagsSql({ mapping, member, person, gone }: MappingAliases): string {
  return `array_remove(array[
    case when not (${gone}) and ${member}.email_key is distinct from ${person}.email_key and (${mapping}.origin = 'rule'
        or ${mapping}.seen_member_key is distinct from ${member}.email_key
        or ${mapping}.seen_lcvista_key is distinct from ${person}.email_key) then 'email-differs' end,
    case when ${gone} then 'lcvista-user-gone' end,
    case when not (${gone}) and not ${person}.is_active then 'lcvista-user-inactive' end,
    case when not (${gone}) and not ${person}.assigned then 'not-assigned' end,
    case when ${member}.access = 'removed' then 'member-removed' end], null)`;
}

/**
 * The flags of a mapping as of now, as a run would set them: nobody waits until tomorrow to see that an address has
 * changed. One that has ended keeps those that it had.
 *
 * @param aliases of `mapping`, `member` and `lcvista_user`
 */
export function flagsNowSql(mapping: string, member: string, person: string): string {
  const flags = mappingFlagsSql({ mapping, member, person, gone: `${person}.gone_at is not null` });
  return `case when ${mapping}.ended_at is null then ${flags} else ${mapping}.flags end`;
}
