import { type MemberColumns, memberColumns } from '../../src/directory/member-columns.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { entraUser } from './entra-user.js';

/** What stands for the number and the names of a person until the database fills them in. */
export const numberMark = '{n}';
export const givenMark = '{Given}';
export const familyMark = '{Family}';

export const givenNames = 'Jane Peter Maria Wei Amara Lukas Sofia Omar Ingrid Noah'.split(' ');
export const familyNames =
  'Doe Novak Okafor Li Schmidt Tremblay Rossi Haddad Larsen Kowalski Moreau Fischer Silva Kaya Murphy Popescu'.split(
    ' ',
  );

/** A member's row as the service itself would store it, with marks in place of whatever differs between people. */
export function modelMember(domain: string): MemberColumns {
  return memberColumns(readUser(entraUser({ number: numberMark, given: givenMark, family: familyMark, domain })));
}
