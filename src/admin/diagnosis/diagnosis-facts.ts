/** What is known when somebody asks why an employee is not mapped. All addresses as they are stored. */
export interface DiagnosisFacts {
  /** The address that was asked for. */
  readonly email: string;
  /** Members that have the address. */
  readonly members: readonly MemberFact[];
  /** Members that may be the same person under another address. */
  readonly relatedMembers: readonly MemberFact[];
  /** LCVista users that have the address, as of the last complete reading. */
  readonly people: readonly PersonFact[];
  readonly relatedPeople: readonly PersonFact[];
  readonly sync: SyncFact;
}

export interface MemberFact {
  readonly id: string;
  readonly email: string | null;
  readonly userName: string;
  readonly access: 'invited' | 'enrolled' | 'removed';
  readonly claimedAt: Date | null;
  readonly removedAt: Date | null;
  /** The address of the learner's last sign-in. */
  readonly loginEmail: string | null;
  /** The active mapping. */
  readonly mapping: MappingFact | null;
}

export interface MappingFact {
  readonly lcvistaUserId: string;
  readonly lcvistaEmail: string | null;
  readonly origin: 'rule' | 'hand';
  readonly flags: readonly string[];
}

export interface PersonFact {
  readonly id: string;
  readonly email: string | null;
  readonly isActive: boolean;
  /** No longer on the site; told because a mapping by hand still names the person. */
  readonly isGone: boolean;
  readonly assigned: boolean;
  readonly ignoredReason: string | null;
  /** Of a mapping that the next run does not end. */
  readonly mappedMemberId: string | null;
  readonly mappedMemberEmail: string | null;
  /** Members from which an administrator took this person away. */
  readonly blockedMemberIds: readonly string[];
}

export interface SyncFact {
  /** null: the connection was never set up. */
  readonly nextSyncAt: Date | null;
  readonly catalog: string | null;
  readonly everyoneAssigned: boolean;
  /** When LCVista was last read completely and the reading was applied. */
  readonly lastGoodAt: Date | null;
  /** The newest run that was no dry run. */
  readonly last: {
    readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'held';
    readonly errorCode: string | null;
    readonly errorMessage: string | null;
  } | null;
}
