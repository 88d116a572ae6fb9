/** Who acts: a credential (by id), the platform token of the environment, a learner who signs in, or a job. */
export interface Actor {
  readonly kind: 'token' | 'environment' | 'person' | 'job';
  readonly id: string | null;
  /** Readable, and no personal data of a member: the credential's or the job's name. */
  readonly name: string;
}

/** Where a change comes from: the second argument, after the scope, of everything that changes something. */
export interface Origin {
  readonly actor: Actor;
  readonly requestId: string | null;
  /** Network address of the caller; null for jobs. */
  readonly address: string | null;
}

/** The origin of background work, named after the job. */
export function jobOrigin(name: string): Origin {
  return { actor: { kind: 'job', id: null, name }, requestId: null, address: null };
}
