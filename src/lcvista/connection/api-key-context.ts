/** What an API key is sealed for: it opens for this organization only. */
export function apiKeyContext(organizationId: string): string {
  return `lcvista:${organizationId}`;
}
