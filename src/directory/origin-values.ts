import type { Origin } from '../audit/origin.js';

/** Who acts, as the four parameters that the writing statements share: kind, name, id of the actor, id of the request. */
export function originValues({ actor, requestId }: Origin): [string, string, string | null, string | null] {
  return [actor.kind, actor.name, actor.id, requestId];
}
