import { joinRows, type Rows } from './rows.js';

export interface StandInPerson {
  id: number;
  username: string;
  email: string | null;
  firstName: string;
  lastName: string;
  isActive: boolean;
  created: string;
}

export interface StandInCatalog {
  id: number;
  name: string;
  userGroups: number[];
}

/** Who and what is on the site. Change it whenever you like: the next request sees it. */
export class Population {
  /** people made by hand, editable in place */
  people: StandInPerson[] = [];
  /** many more, listed after them, most likely made with `madeRows` and `typicalPerson` */
  crowd: Rows<StandInPerson> = [];
  catalogs: StandInCatalog[] = [];
  /** ids of the people in each user group */
  readonly groups = new Map<number, Rows<number>>();

  /** Adds somebody; what is left out is made up from the address. */
  addPerson(person: Partial<StandInPerson>): StandInPerson {
    const id = person.id ?? Math.max(4_710, ...this.people.map((other) => other.id)) + 1;
    const added = { ...typicalPerson(id), ...namesFrom(person.email ?? null), ...person, id };
    this.people.push(added);
    return added;
  }

  /** The person made by hand with that address; throws when there is none, so that a story cannot go on without. */
  person(email: string): StandInPerson {
    const found = this.people.find((person) => person.email === email);
    if (found === undefined) throw new Error(`nobody on the site has the address ${email}`);
    return found;
  }

  /** Takes somebody off the site and out of the groups that are plain lists. */
  removePerson(id: number): void {
    this.people = this.people.filter((person) => person.id !== id);
    for (const [group, members] of this.groups) {
      if (Array.isArray(members)) {
        this.groups.set(
          group,
          members.filter((member) => member !== id),
        );
      }
    }
  }

  /** Adds a catalog that is seen through the groups; groups that do not exist yet are made, empty. */
  addCatalog(name: string, userGroups: number[]): StandInCatalog {
    const catalog = { id: this.catalogs.length + 12, name, userGroups };
    this.catalogs.push(catalog);
    for (const group of userGroups) if (!this.groups.has(group)) this.groups.set(group, []);
    return catalog;
  }

  /** The people who were named, and after them the crowd. */
  everybody(): Rows<StandInPerson> {
    return joinRows(this.people, this.crowd);
  }
}

/** Somebody of whom nothing matters but the number. */
export function typicalPerson(id: number): StandInPerson {
  return {
    id,
    username: `person${id}`,
    email: `person${id}@example.com`,
    firstName: `First${id}`,
    lastName: `Last${id}`,
    isActive: true,
    created: '2026-01-05T14:00:00Z',
  };
}

function namesFrom(email: string | null): Partial<StandInPerson> {
  const local = email?.split('@')[0] ?? '';
  const [first = '', last = ''] = local.split(/[.+]/);
  return email === null || local === ''
    ? {}
    : { username: local, firstName: capitalized(first), lastName: capitalized(last) };
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
