import type { StandInLcvista } from '../stand-in-lcvista/stand-in-lcvista.js';
import type { Entra } from './entra.js';
import type { HttpClient } from './http.js';
import type { Narrator } from './narrator.js';

/** What a story needs from outside: a running service, and a site that it may read. */
export interface Stage {
  readonly url: string;
  readonly platformToken: string;
  readonly site: StandInLcvista;
  readonly narrator: Narrator;
}

/** What the story has made by the time its people act. */
export interface Scene extends Stage {
  readonly tokens: { readonly scim: string; readonly admin: string; readonly claim: string };
  readonly scimEndpoint: string;
  readonly admin: HttpClient;
  readonly login: HttpClient;
  readonly entra: Entra;
  /** SCIM ids by name. */
  readonly ids: Map<string, string>;
}

/** The one organization of the story. */
export const organization = '/api/v1/organizations/acme';
