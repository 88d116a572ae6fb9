/** What a webhook's secret is sealed for: it opens for this webhook only. */
export function secretContext(organizationId: string, webhookId: string): string {
  return `webhook:${organizationId}:${webhookId}`;
}
