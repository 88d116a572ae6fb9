import type { MemberColumns } from './member-columns.js';
import type { MemberEvent, MemberEventKind } from './member-event.js';

type Compared = Pick<MemberColumns, 'userName' | 'name' | 'email' | 'active'>;

/** What the history says about a change of a member: access, address, name, user name. */
export function memberEventsOfChange(before: Compared, after: Compared): MemberEvent[] {
  const events: MemberEvent[] = [];
  if (before.active !== after.active) events.push({ kind: after.active ? 'restored' : 'removed', detail: {} });
  addChange(events, 'user-name-changed', before.userName, after.userName);
  addChange(events, 'email-changed', before.email, after.email);
  addChange(events, 'name-changed', before.name, after.name);
  return events;
}

function addChange(events: MemberEvent[], kind: MemberEventKind, before: string | null, after: string | null): void {
  if (before !== after) events.push({ kind, detail: { before, after } });
}
