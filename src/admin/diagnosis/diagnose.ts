import type { DiagnosisFacts } from './diagnosis-facts.js';
import { assigned, emailsIdentical, inDirectory, inLcvista, type Link, signedIn, unique } from './diagnosis-links.js';
import { subjectOf } from './diagnosis-subject.js';
import type { Diagnosis } from './diagnosis.dto.js';
import { mappedLink } from './mapped-link.js';

/**
 * Walks the chain directory, sign-in, LCVista, catalog, identical address, uniqueness, mapping, and says which links
 * hold. The first that does not is the cause; the advice begins with it.
 */
export function diagnose(facts: DiagnosisFacts): Diagnosis {
  const subject = subjectOf(facts);
  const links: [Diagnosis['steps'][number]['step'], Link][] = [
    ['in-directory', inDirectory(subject)],
    ['signed-in', signedIn(subject)],
    ['in-lcvista', inLcvista(subject)],
    ['assigned', assigned(subject)],
    ['emails-identical', emailsIdentical(subject)],
    ['unique', unique(subject)],
  ];
  const fits = links.every(([, { ok }]) => ok);
  const mapped = mappedLink(subject, fits);
  const told = [...links, ['mapped', mapped] as const];
  return {
    email: facts.email,
    verdict: mapped.ok ? 'mapped' : fits && !mapped.blocked ? 'maps-at-next-sync' : 'blocked',
    nextSyncAt: facts.sync.nextSyncAt,
    steps: told.map(([step, { ok, detail }]) => ({ step, ok, detail })),
    advice: [...new Set(told.flatMap(([, { advice }]) => advice))],
  };
}
