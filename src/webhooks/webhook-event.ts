/** What a webhook can be told. */
export const webhookEvents = [
  'member.enrolled',
  'member.removed',
  'member.restored',
  'mapping.created',
  'mapping.ended',
] as const;

export type WebhookEvent = (typeof webhookEvents)[number];
