import { Injectable } from '@nestjs/common';
import { DomainError, invalidField } from '../common/domain-error.js';
import type { Environment } from '../common/environment.js';
import { Database } from '../database/database.js';
import { AccessRepository, type UserAccess } from './access.repository.js';

/** Who is asked about: the user's id, or the person as the identity provider knows them. */
export interface AccessQuestion {
  readonly userId?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
}

/** What the login flow asks to refuse or to end a session. */
@Injectable()
export class AccessService {
  constructor(
    private readonly database: Database,
    private readonly access: AccessRepository,
  ) {}

  /**
   * @param environment the token's; null for a platform token, which belongs to none and asks by user id
   * @throws DomainError 404 `user-not-found`, also for a user of the other environment; 400 unless exactly one of user
   *   id and (issuer, subject) is given
   */
  async of(environment: Environment | null, question: AccessQuestion): Promise<UserAccess> {
    const found = await this.find(environment, question);
    if (found === null)
      throw new DomainError('not-found', 'user-not-found', 'No user of this environment is that person.');
    return found;
  }

  private find(
    environment: Environment | null,
    { userId, issuer, subject }: AccessQuestion,
  ): Promise<UserAccess | null> {
    const scope = this.database.installation();
    if (userId !== undefined) {
      if (issuer !== undefined) throw invalidField('issuer', 'must not be given together with userId');
      if (subject !== undefined) throw invalidField('subject', 'must not be given together with userId');
      return this.access.ofUser(scope, environment, userId);
    }
    if (issuer === undefined) throw invalidField('issuer', 'is required, with subject, unless userId is given');
    if (subject === undefined) throw invalidField('subject', 'is required together with issuer');
    if (environment === null)
      throw invalidField('userId', 'is required with a platform token, which has no environment');
    return this.access.ofPerson(scope, environment, issuer, subject);
  }
}
