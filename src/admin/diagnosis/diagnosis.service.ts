import { Injectable } from '@nestjs/common';
import { compareKey } from '../../common/compare-key.js';
import { emailKey } from '../../common/email-key.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { appearance, baseOfLocalPart } from './address-relation.js';
import { diagnose } from './diagnose.js';
import {
  type AddressKeys,
  DiagnosisFactsRepository,
  type FoundMember,
  type FoundPerson,
} from './diagnosis-facts.repository.js';
import type { DiagnosisFacts, SyncFact } from './diagnosis-facts.js';
import type { Diagnosis } from './diagnosis.dto.js';

/** Answers why an employee is mapped or not. */
@Injectable()
export class DiagnosisService {
  constructor(
    private readonly database: Database,
    private readonly facts: DiagnosisFactsRepository,
  ) {}

  /**
   * Goes through what has to be in order for a mapping, as of now; nothing is changed.
   *
   * @param asked an address, in any case and with blanks around it; one that nobody has gets an answer too
   * @returns the verdict, the steps that lead to it, and what to do about those that fail
   */
  async diagnose(organizationId: string, asked: string): Promise<Diagnosis> {
    const scope = this.database.tenant(organizationId);
    const email = asked.trim();
    const sync = await this.facts.sync(scope);
    const facts = await this.gather(scope, email, sync);
    if (isKnown(facts) || !/\S [^@]*@/.test(email)) return diagnose(facts);
    // A plus that was not encoded in the query arrives as a blank; no address has one there.
    const plus = await this.gather(scope, email.replaceAll(' ', '+'), sync);
    return diagnose(isKnown(plus) ? plus : facts);
  }

  private async gather(scope: TenantScope, email: string, sync: SyncFact): Promise<DiagnosisFacts> {
    const keys = keysOf(email);
    const members = (await this.facts.members(scope, keys)).filter(isRelated(email));
    const otherKeys = members.flatMap((member) => [...member.otherKeys]);
    const mappedIds = members.flatMap(({ mapping }) => (mapping === null ? [] : [mapping.lcvistaUserId]));
    const ids = [...mappedIds, ...members.flatMap(({ apartIds }) => apartIds)];
    const people = (await this.facts.people(scope, keys, otherKeys, ids)).filter(
      (person) => isRelated(email)(person) || members.some((member) => isRelated(member.email ?? '')(person)),
    );
    return {
      email,
      members: members.filter(({ hasAddress }) => hasAddress),
      relatedMembers: members.filter(({ hasAddress }) => !hasAddress),
      people: people.filter(({ hasAddress }) => hasAddress),
      relatedPeople: people.filter(({ hasAddress }) => !hasAddress),
      sync,
    };
  }
}

function keysOf(email: string): AddressKeys {
  return {
    emailKey: emailKey(email) ?? '',
    compareKey: compareKey(email),
    base: baseOfLocalPart(email),
    appearance: appearance(email),
  };
}

/** All addresses with unusual characters were read; only those that look like the one asked for are of interest. */
function isRelated(email: string): (found: FoundMember | FoundPerson) => boolean {
  return (found) => !found.onlyOdd || appearance(found.email ?? '') === appearance(email);
}

function isKnown({ members, people }: DiagnosisFacts): boolean {
  return members.length > 0 || people.length > 0;
}
