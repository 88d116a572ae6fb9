/** A tag of the OpenAPI document: the routes of one subject. */
interface Chapter {
  readonly name: string;
  readonly description: string;
  /** Which paths belong to it; the first chapter that fits has it. */
  readonly paths: RegExp;
}

const tenant = '^/api/v1/organizations/\\{slug\\}';

/** In the order of the story: set a customer up, provision, sign in, map, look after it. */
export const chapters: readonly Chapter[] = [
  chapter(
    'Organizations',
    'Customers, one organization for each environment.',
    '^/api/v1/organizations(/\\{slug\\})?$',
  ),
  chapter(
    'Credentials',
    'Tokens and OAuth clients: made, rotated, revoked.',
    '/(tokens|oauth-clients|workload-identity|oauth/)',
  ),
  chapter('Entra setup', 'What to paste into Microsoft Entra.', `${tenant}/entra-setup`),
  chapter('SCIM', 'What the directory calls: SCIM 2.0.', '^/scim/'),
  chapter('Claims and access', 'What the login flow calls.', '^/api/v1/(claims|access)'),
  chapter('Members', 'People of an organization and their history.', `${tenant}/members`),
  chapter('Cohorts', 'Groups of the directory.', `${tenant}/cohorts`),
  chapter('LCVista', 'The connection to the compliance site.', `${tenant}/lcvista`),
  chapter('Sync runs', 'Readings of LCVista and what they changed.', `${tenant}/sync-runs`),
  chapter('Mappings', 'Who is who in LCVista, and mapping by hand.', `${tenant}/mappings`),
  chapter('Review', 'Unmapped people, and why a person is not mapped.', `${tenant}/(unmapped|diagnosis)`),
  chapter('Overview', 'How an organization stands.', `${tenant}/overview`),
  chapter('Events', 'What the directory, administrators and jobs did.', '/(provisioning|audit)-events$'),
  chapter('Webhooks', 'Signed notifications.', `${tenant}/(webhooks|deliveries)`),
  chapter('Weekly review', 'The review queue by mail.', `${tenant}/digests?`),
  chapter('Operation', 'Probes and metrics.', '^/(health|metrics)'),
];

/** The chapter of a path in the document's spelling, e.g. `/api/v1/organizations/{slug}/members`. */
export function chapterOf(path: string): string {
  return chapters.find(({ paths }) => paths.test(path))?.name ?? 'Operation';
}

function chapter(name: string, description: string, paths: string): Chapter {
  return { name, description, paths: new RegExp(paths) };
}
