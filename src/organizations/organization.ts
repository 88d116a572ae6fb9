import type { Environment } from '../common/environment.js';

/** Whose tokens a learner may bring to a claim: the firm's own identity provider, and what it calls us. */
export interface SignIn {
  readonly issuer: string;
  readonly audience: string;
}

/** One customer in one environment: the unit of isolation. */
export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly environment: Environment;
  /** IANA name. */
  readonly timezone: string;
  /** Wall clock time there, `HH:MM`. */
  readonly syncTime: string;
  readonly directorySyncEnabled: boolean;
  readonly signIn: SignIn | null;
  readonly createdAt: Date;
}

/** What can be chosen when one is made. */
export type OrganizationDraft = Omit<Organization, 'id' | 'createdAt'>;

/** What can be changed later. The slug stays: directories and bookmarks hold it. */
export type OrganizationChange = Partial<Omit<OrganizationDraft, 'slug'>>;

/** What a slug looks like: it is part of addresses, in one spelling. */
export const slugForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
