import { randomUUID } from 'node:crypto';
import { type Answer, HttpClient, type Json, textOf } from './http.js';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** What Entra knows of a person. */
export interface EntraUser {
  readonly objectId: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string;
}

/** Calls SCIM as Entra's provisioning service does: form-encoded filters, its own shapes of PATCH. */
export class Entra {
  private readonly client: HttpClient;

  constructor(scimEndpoint: string, token: string) {
    this.client = new HttpClient(scimEndpoint, token, 'application/scim+json');
  }

  /** The button "Test Connection": a search for somebody who cannot exist. */
  testConnection(): Promise<Answer> {
    return this.client.get(`/Users?filter=userName+eq+%22${randomUUID()}%22`);
  }

  /** Looks for a match, then creates. @returns the id that the service gave */
  async provisionUser(user: EntraUser): Promise<string> {
    const [givenName = '', familyName = ''] = user.displayName.split(' ');
    const found = await this.client.get(`/Users?filter=${form(`userName eq "${user.userPrincipalName}"`)}`);
    if (found.body['totalResults'] !== 0) throw new Error(`${user.userPrincipalName} exists already`);
    const created = await this.client.post('/Users', {
      schemas: [core, enterprise],
      externalId: user.objectId,
      userName: user.userPrincipalName,
      active: true,
      displayName: user.displayName,
      emails: [{ primary: true, type: 'work', value: user.mail }],
      meta: { resourceType: 'User' },
      name: { formatted: user.displayName, familyName, givenName },
      roles: [],
      [enterprise]: { department: 'Audit' },
    });
    if (created.status !== 201) throw new Error(`creating ${user.displayName} answered ${created.status}`);
    return textOf(created.body, 'id');
  }

  /** Looks for a match without members, creates the group empty, then adds the members. */
  async provisionGroup(displayName: string, memberIds: readonly string[]): Promise<string> {
    await this.client.get(`/Groups?excludedAttributes=members&filter=${form(`displayName eq "${displayName}"`)}`);
    const created = await this.client.post('/Groups', {
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:Group',
        'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
      ],
      externalId: randomUUID(),
      displayName,
      members: [],
      meta: { resourceType: 'Group' },
    });
    const id = textOf(created.body, 'id');
    const value = memberIds.map((memberId) => ({ $ref: null, value: memberId }));
    await this.patch(`/Groups/${id}`, [{ op: 'Add', path: 'members', value }], 204);
    return id;
  }

  /** Entra's way without the feature flag: capitals, and booleans as text. */
  disable(id: string): Promise<Json> {
    return this.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }], 200);
  }

  /** Entra's way with the feature flag: one operation without a path, keys with dots. */
  rename(id: string, displayName: string, familyName: string): Promise<Json> {
    return this.patch(`/Users/${id}`, [{ op: 'replace', value: { displayName, 'name.familyName': familyName } }], 200);
  }

  /** A new address, by the path with a value filter that Entra uses for it. */
  changeMail(id: string, mail: string): Promise<Json> {
    return this.patch(`/Users/${id}`, [{ op: 'Replace', path: 'emails[type eq "work"].value', value: mail }], 200);
  }

  private async patch(path: string, operations: object[], expected: number): Promise<Json> {
    const answer = await this.client.patch(path, { schemas: [patchOp], Operations: operations });
    if (answer.status !== expected) {
      throw new Error(`PATCH ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }
}

/** Form encoding: blanks become plus signs. */
function form(filter: string): string {
  return new URLSearchParams({ filter }).toString().slice('filter='.length);
}
