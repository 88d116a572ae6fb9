import { Injectable } from '@nestjs/common';
import type { Environment } from '../common/environment.js';
import type { Scope } from '../database/scope.js';
import { statement } from '../database/statement.js';

/** How people of an organization sign in. */
export interface SignInSettings {
  readonly environment: Environment;
  /** Whose id tokens count; null: nobody's. */
  readonly issuer: string | null;
  readonly audience: string | null;
}

const findSignInSettings = statement(
  'find-sign-in-settings',
  `select environment, sign_in_issuer as issuer, sign_in_audience as audience from organization where slug = $1`,
);

/** The part of an organization that a sign-in needs before there is a person. */
@Injectable()
export class SignInSettingsRepository {
  /** @returns null when no organization has the slug */
  async find(scope: Scope, slug: string): Promise<SignInSettings | null> {
    const [settings] = await scope.query<SignInSettings>(findSignInSettings, [slug]);
    return settings ?? null;
  }
}
