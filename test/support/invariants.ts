/** What must hold of the rows whatever happened: the query answers those that break it. */
export interface Invariant {
  readonly name: string;
  readonly query: string;
}

const people: Invariant[] = [
  {
    name: 'enrolled is active, claimed and not deleted; invited is active and not claimed',
    query: `select organization_id, id, access from member where access is distinct from case
      when deleted_at is not null or not active then 'removed' when user_id is null then 'invited' else 'enrolled' end`,
  },
  {
    name: 'a claim has its instant, an end has its instant, a deleted member is removed',
    query: `select organization_id, id from member where (user_id is null) <> (claimed_at is null)
      or (active and deleted_at is null) <> (removed_at is null)`,
  },
  {
    name: 'a user name belongs to one member of an organization',
    query: `select organization_id, user_name_key from member where deleted_at is null
      group by 1, 2 having count(*) > 1`,
  },
  {
    name: 'a person has one user in each environment',
    query: `select environment, issuer, subject from user_profile group by 1, 2, 3 having count(*) > 1`,
  },
  {
    name: 'no claim across environments, none without a user',
    query: `select m.organization_id, m.id, m.user_id from member m join organization o on o.id = m.organization_id
      left join user_profile u on u.id = m.user_id
      where m.user_id is not null and u.environment is distinct from o.environment`,
  },
  {
    name: 'the copy of a login address beside the member is that of its user, when it is another',
    query: `select m.organization_id, m.id, m.other_login_key from member m left join user_profile u on u.id = m.user_id
      where m.other_login_key is distinct from nullif(u.login_email_key, m.email_key)`,
  },
  {
    name: 'each member is searched by what it has now, and nobody else is',
    query: `select coalesce(m.organization_id, s.organization_id) as organization_id, coalesce(m.id, s.member_id) as id
      from member m full join member_search s on s.organization_id = m.organization_id and s.member_id = m.id
      where (s.access, s.name_key, s.text) is distinct from (m.access, m.name_key,
        concat_ws(chr(10), m.name_key || ' ' || coalesce(m.email_key, ''), m.other_login_key))`,
  },
  {
    name: 'the columns of a member repeat what the directory sent',
    query: `select organization_id, id from member where resource <> '{}' and (
      user_name is distinct from resource->>'userName' or external_id is distinct from resource->>'externalId'
      or active is distinct from (resource->'active' is distinct from 'false'::jsonb)
      or (email is null) <> (email_key is null))`,
  },
  {
    name: 'who belongs to a cohort is a member of the same organization and not deleted',
    query: `(select organization_id, member_id, 'member' as missing from cohort_member
        except select organization_id, id, 'member' from member where deleted_at is null)
      union all (select organization_id, cohort_id, 'cohort' from cohort_member
        except select organization_id, id, 'cohort' from cohort)`,
  },
];

/** The history is replayed and compared with the rows: each change has left its event, and only one. */
const history: Invariant[] = [
  {
    name: 'a member was created once, before anything else happened to it',
    query: `select organization_id, m.id, told.times from member m left join (
        select organization_id, member_id as id, count(*) filter (where kind = 'created') as times, min(id) as first,
          min(id) filter (where kind = 'created') as created
        from member_event group by 1, 2) told using (organization_id, id)
      where told.times is distinct from 1 or told.first is distinct from told.created`,
  },
  {
    name: 'the last of claimed and claim-released tells who has the member',
    query: `select organization_id, id, m.user_id, last.kind from member m full join (
        select distinct on (organization_id, member_id) organization_id, member_id as id, kind, detail->>'userId' as user_id
        from member_event where kind in ('claimed', 'claim-released') order by 1, 2, member_event.id desc) last
        using (organization_id, id)
      where m.user_id::text is distinct from case last.kind when 'claimed' then last.user_id end`,
  },
  {
    name: 'claimed and claim-released take turns',
    query: `select organization_id, member_id, kind from (
        select e.*, lag(kind, 1, 'claim-released') over (partition by organization_id, member_id order by id) as before
        from member_event e where kind in ('claimed', 'claim-released')) told
      where kind = before`,
  },
  {
    name: 'the last of created, removed, restored and deleted tells the access',
    query: `select organization_id, id, m.access, last.kind from member m left join (
        select distinct on (organization_id, member_id) organization_id, member_id as id, kind from member_event
        where kind in ('created', 'removed', 'restored', 'deleted') order by 1, 2, member_event.id desc) last
        using (organization_id, id)
      where case last.kind when 'removed' then m.deleted_at is not null or m.active
        when 'restored' then m.deleted_at is not null or not m.active
        when 'deleted' then m.deleted_at is null else m.deleted_at is not null end`,
  },
  {
    name: 'the last change of an address, a user name or a name is what the member has',
    query: `select organization_id, id, told.of, told.after from member m join (
        select distinct on (organization_id, member_id, replace(kind, '-by-hand', '')) organization_id, member_id as id,
          replace(kind, '-by-hand', '') as of, detail->>'after' as after from member_event
        where kind in ('email-changed', 'user-name-changed', 'name-changed', 'name-changed-by-hand')
        order by organization_id, member_id, replace(kind, '-by-hand', ''), member_event.id desc) told
        using (organization_id, id)
      where told.after is distinct from case told.of when 'email-changed' then m.email
        when 'user-name-changed' then m.user_name else m.name end`,
  },
  {
    name: 'who joined a cohort and has not left it belongs to it, and nobody else',
    query: `select organization_id, cohort_id, member_id, sum(there) from (
        select organization_id, cohort_id::text, member_id, -1 as there from cohort_member
        union all select organization_id, detail->>'cohortId', member_id, case kind when 'cohort-joined' then 1 else -1 end
        from member_event where kind in ('cohort-joined', 'cohort-left')) as sides
      group by 1, 2, 3 having sum(there) <> 0`,
  },
];

const activeRule = `mapping g join lcvista_user u on u.organization_id = g.organization_id and u.id = g.lcvista_user_id
  where g.ended_at is null and g.origin = 'rule'`;

const mappings: Invariant[] = [
  {
    name: 'a member has one active mapping',
    query: `select organization_id, member_id from mapping where ended_at is null group by 1, 2 having count(*) > 1`,
  },
  {
    name: 'an LCVista user has one active mapping',
    query: `select organization_id, lcvista_user_id from mapping where ended_at is null group by 1, 2 having count(*) > 1`,
  },
  {
    name: 'both sides of a mapping are of its organization',
    query: `(select organization_id, member_id::text from mapping except select organization_id, id::text from member)
      union all (select organization_id, lcvista_user_id from mapping except select organization_id, id from lcvista_user)`,
  },
  {
    name: 'the rule maps nobody who is gone, inactive or not assigned',
    query: `select g.organization_id, g.id from ${activeRule} and (u.gone_at is not null or not u.is_active or not u.assigned)`,
  },
  {
    name: 'a pair that is kept apart is not mapped, and who is mapped does not wait in the review queue',
    query: `select g.organization_id, g.id from mapping g
      left join mapping_block b using (organization_id, member_id, lcvista_user_id)
      join lcvista_user u on u.organization_id = g.organization_id and u.id = g.lcvista_user_id
      where g.ended_at is null and (b.member_id is not null or u.unmapped_reason is not null)`,
  },
  {
    name: 'a mapping that the rule made was made by a run that succeeded',
    query: `select g.organization_id, g.id, r.status from mapping g
      left join sync_run r on r.organization_id = g.organization_id and r.id = g.started_run_id
      where (g.origin = 'rule') <> (g.started_run_id is not null)
        or g.origin = 'rule' and (r.id is null or r.dry_run or r.status <> 'succeeded')`,
  },
  {
    name: 'the end of a mapping has its cause: a run that succeeded, or the name and the words of an administrator',
    query: `select g.organization_id, g.id, g.ended_reason from mapping g
      left join sync_run r on r.organization_id = g.organization_id and r.id = g.ended_run_id
      where g.ended_at is not null and (g.ended_by is null or case when g.ended_run_id is null
        then g.ended_note is null or g.former_site is null
          and g.ended_reason not in ('claim-removed', 'remapped-by-hand', 'unmapped-by-hand')
        else r.id is null or r.dry_run or r.status <> 'succeeded' end)`,
  },
  {
    name: 'what an administrator did to a mapping is in the audit trail',
    query: `select g.organization_id, g.id, told.kind from mapping g cross join lateral (values
        (g.origin = 'hand', 'mapping.mapped-by-hand'), (g.ended_reason = 'unmapped-by-hand', 'mapping.unmapped-by-hand'),
        (g.ended_reason = 'remapped-by-hand', 'mapping.ended-by-remapping'),
        (g.ended_reason = 'claim-removed' and g.ended_run_id is null, 'mapping.ended-by-claim-removal')) as told (was, kind)
      where told.was and not exists (select from audit_event a where a.organization_id = g.organization_id
        and a.kind = told.kind and a.subject_id = g.id::text)`,
  },
  {
    name: 'a mapping to somebody of a former site has ended',
    query: `select organization_id, id from mapping where former_site is not null and ended_at is null`,
  },
];

const runs: Invariant[] = [
  {
    name: 'an organization has one run under way',
    query: `select organization_id from sync_run where status in ('queued', 'running') group by 1 having count(*) > 1`,
  },
  {
    name: 'an organization has one scheduled run for each of its dates',
    query: `select organization_id, local_date from sync_run where trigger = 'schedule' group by 1, 2 having count(*) > 1`,
  },
  {
    name: 'a run has done all that it says, or nothing: its figures, its list of changes and the mappings agree',
    query: `with said as (
        select organization_id, id, status, status = 'succeeded' and not dry_run as done, status in ('succeeded', 'held') as told,
          (counts->>'mapped')::bigint as mapped, (counts->>'ended')::bigint as ended from sync_run
      ), made as (
        select organization_id, started_run_id as id, count(*) as mapped from mapping where started_run_id is not null group by 1, 2
      ), ended as (
        select organization_id, ended_run_id as id, count(*) as ended from mapping where ended_run_id is not null group by 1, 2
      ), change as (
        select organization_id, run_id as id, count(*) filter (where kind = 'mapped') as mapped,
          count(*) filter (where kind = 'ended') as ended from sync_change group by 1, 2
      )
      select organization_id, id, said.status, said.mapped, said.ended, made.mapped as made, ended.ended as ended_in_fact,
        change.mapped as change_mapped, change.ended as change_ended
      from said left join made using (organization_id, id) left join ended using (organization_id, id)
        left join change using (organization_id, id)
      where (coalesce(made.mapped, 0), coalesce(ended.ended, 0)) is distinct from
          case when said.done then (said.mapped, said.ended) else (0::bigint, 0::bigint) end
        or said.told and change.id is not null and (change.mapped, change.ended) is distinct from (said.mapped, said.ended)`,
  },
  {
    name: 'a run that ended has an end, a run under way has none, and only a failed one is tried again',
    query: `select organization_id, id, status from sync_run where (status in ('succeeded', 'held', 'failed')) <> (finished_at is not null)
      or status = 'running' and started_at is null or retry_at is not null and status <> 'failed'
      or (status = 'failed') <> (error_code is not null)`,
  },
  {
    name: 'a row of a reading belongs to a run of its organization',
    query: `select p.organization_id, p.run_id from (select organization_id, run_id from roster_person
        union all select organization_id, run_id from roster_assignment
        union all select organization_id, run_id from sync_change) p
      where not exists (select from sync_run r where r.organization_id = p.organization_id and r.id = p.run_id)`,
  },
];

const counts: Invariant[] = [
  {
    name: 'the tally is what a count says',
    query: `select organization_id, name, sum(n) from (
        select organization_id, name, -difference as n from tally
        union all select organization_id, case when deleted_at is not null then 'deleted' else access end, 1 from member
        union all select organization_id, 'cohorts', 1 from cohort) as both_sides
      group by 1, 2 having sum(n) <> 0`,
  },
  {
    name: 'the counts of the review queue are what a count says',
    query: `select organization_id, reason, sum(n) from (
        select organization_id, reason, -people as n from unmapped_count
        union all select organization_id, unmapped_reason, 1 from lcvista_user where unmapped_reason is not null) as both_sides
      group by 1, 2 having sum(n) <> 0`,
  },
  {
    name: 'no more members are mapped on a day than there were',
    query: `select * from mapped_share where mapped_members > active_members or mapped_members < 0`,
  },
];

const outbox: Invariant[] = [
  {
    name: 'a delivery is of its organization: webhook, member and what its body says',
    query: `select d.organization_id, d.id from webhook_delivery d
      left join webhook w on w.organization_id = d.organization_id and w.id = d.webhook_id
      left join member m on m.organization_id = d.organization_id and m.id = d.member_id
      where w.id is null or m.id is null or d.body->>'type' is distinct from d.event
        or d.body->'data'->>'memberId' is distinct from d.member_id::text`,
  },
  {
    name: 'a delivery that arrived says when, and one that waits says until when',
    query: `select organization_id, id, status from webhook_delivery where (status = 'delivered') <> (delivered_at is not null)
      or (status = 'pending') <> (next_attempt_at is not null) or failures > attempts or status <> 'pending' and attempts = 0`,
  },
  {
    name: 'a webhook is told once of the start of a mapping, and once of its end',
    query: `select organization_id, webhook_id, event, body->'data'->>'mappingId' from webhook_delivery
      where event in ('mapping.created', 'mapping.ended') group by 1, 2, 3, 4 having count(*) > 1`,
  },
  {
    name: 'an organization has one review for each week, and none waits that was sent',
    query: `select organization_id, week from digest group by 1, 2
      having count(*) > 1 or bool_or(sent_at is not null and send_at is not null)`,
  },
];

/** A whole token or webhook secret; its beginning alone may be shown. */
const clear = `(mst_[a-z]+_([a-z]+_)?[0-9A-Za-z]{20}|whsec_[0-9A-Za-z+/]{20})`;

const secrets: Invariant[] = [
  {
    name: 'tokens and client secrets are stored as hashes',
    query: `select id, prefix from access_token where octet_length(token_hash) <> 32 or prefix ~ '${clear}'
      union all select id, prefix from oauth_client_secret where octet_length(secret_hash) <> 32 or prefix ~ '${clear}'`,
  },
  {
    name: 'API keys and webhook secrets are sealed',
    query: `select organization_id, sealed from (select organization_id, api_key_sealed as sealed from lcvista_connection
        union all select organization_id, secret_sealed from webhook) as boxes
      where octet_length(sealed) < 30 or get_byte(sealed, 0) not in (1, 2) or encode(sealed, 'escape') ~ '${clear}'`,
  },
  {
    // Looking for a beginning comes first, since it takes a fraction of the time: a record may have megabytes.
    name: 'no record quotes a token or a secret',
    query: `select record, id from (
        select 'audit' as record, id::text, concat(before, after, reason) as said from audit_event
        union all select 'provisioning', id::text, concat(detail, changes) from provisioning_event
        union all select 'delivery', id::text, concat(body, error) from webhook_delivery
        union all select 'run', id::text, error_message from sync_run offset 0) as records
      where (strpos(said, 'mst_') > 0 or strpos(said, 'whsec_') > 0) and said ~ '${clear}'`,
  },
];

/** Every invariant of the database, by what it is about. */
export const invariants = { people, history, mappings, runs, counts, outbox, secrets } as const;

export type InvariantGroup = keyof typeof invariants;
