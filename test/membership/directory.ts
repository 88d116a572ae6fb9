import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/http-client.js';
import type { LoginFlow } from './login-flow.js';

/** An account in a firm's directory, as Entra tells it to one organization. */
export interface Account {
  readonly id: string;
  readonly objectId: string;
}

/** A firm's directory: it provisions one organization over SCIM, in the shapes that Entra uses. */
export class Directory {
  private constructor(
    private readonly flow: LoginFlow,
    readonly slug: string,
    private readonly token: string,
  ) {}

  static async of(flow: LoginFlow, slug: string): Promise<Directory> {
    return new Directory(flow, slug, await flow.organizationToken(slug, 'scim'));
  }

  /** A new employee; the user name is the address unless given. */
  async create(email: string, name: string, more: { objectId?: string; userName?: string } = {}): Promise<Account> {
    const { objectId = randomUUID(), userName = email } = more;
    const answer = await this.scim('POST', '/Users', {
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:User',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      ],
      externalId: objectId,
      userName,
      active: true,
      displayName: name,
      emails: [{ primary: true, type: 'work', value: email }],
      meta: { resourceType: 'User' },
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return { id: answer.body.id, objectId };
  }

  /** A new address: the user name goes with it. */
  move({ id }: Account, email: string): Promise<void> {
    return this.patch(id, { userName: email, 'emails[type eq "work"].value': email });
  }

  marry({ id }: Account, email: string, displayName: string): Promise<void> {
    return this.patch(id, { userName: email, 'emails[type eq "work"].value': email, displayName });
  }

  rename({ id }: Account, displayName: string): Promise<void> {
    return this.patch(id, { displayName });
  }

  disable({ id }: Account): Promise<void> {
    return this.patch(id, { active: 'False' });
  }

  /** Entra's recycle bin: disabled, and the user name behind the object id's digits. */
  softDelete({ id, objectId }: Account, userName: string): Promise<void> {
    return this.patch(id, { userName: `${objectId.replaceAll('-', '')}${userName}`, active: 'False' });
  }

  restore({ id }: Account, userName: string): Promise<void> {
    return this.patch(id, { userName, active: 'True' });
  }

  async delete({ id }: Account): Promise<void> {
    const answer = await this.scim('DELETE', `/Users/${id}`);
    if (answer.status !== 204) throw new Error(answer.text);
  }

  private async patch(id: string, values: Record<string, unknown>): Promise<void> {
    const answer = await this.scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: Object.entries(values).map(([path, value]) => ({ op: 'Replace', path, value })),
    });
    if (answer.status !== 200) throw new Error(answer.text);
  }

  private scim(method: string, path: string, body?: object): Promise<Answer> {
    const options = { token: this.token, ...(body === undefined ? {} : { body }) };
    return this.flow.app.request(method, `/scim/v2/${this.slug}${path}`, options);
  }
}
