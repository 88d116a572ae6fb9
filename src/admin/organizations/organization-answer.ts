import type { Organization, OrganizationChange, OrganizationDraft } from '../../organizations/organization.js';
import type { ChangeOrganization, CreateOrganization, OrganizationAnswer } from './organization.dto.js';

/**
 * What is shown of an organization.
 *
 * @param base what links begin with
 */
export function organizationAnswer(organization: Organization, base: string): OrganizationAnswer {
  const { slug, name, environment, timezone, syncTime, directorySyncEnabled, signIn, createdAt } = organization;
  const directorySync = { enabled: directorySyncEnabled, scimEndpoint: `${base}/scim/v2/${slug}` };
  return { slug, name, environment, timezone, syncTime, directorySync, signIn, createdAt };
}

/** What was left out gets its default: production, UTC, 06:00, directory sync on, no sign-in of its own. */
export function organizationDraft(body: CreateOrganization): OrganizationDraft {
  return {
    slug: body.slug,
    environment: 'production',
    timezone: 'UTC',
    syncTime: '06:00',
    directorySyncEnabled: true,
    signIn: null,
    ...organizationChange(body),
    name: body.name,
  };
}

/** Only what was sent. */
export function organizationChange(body: ChangeOrganization | CreateOrganization): OrganizationChange {
  const { name, environment, timezone, syncTime, directorySync, signIn } = body;
  return {
    ...(name === undefined ? {} : { name }),
    ...(environment === undefined ? {} : { environment }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(syncTime === undefined ? {} : { syncTime }),
    ...(directorySync === undefined ? {} : { directorySyncEnabled: directorySync.enabled }),
    ...(signIn === undefined
      ? {}
      : { signIn: signIn === null ? null : { issuer: signIn.issuer, audience: signIn.audience } }),
  };
}
