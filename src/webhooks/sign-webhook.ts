import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A new secret in the form of Standard Webhooks: 32 random bytes in base64 behind `whsec_`. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`;
}

/**
 * Signs a message as Standard Webhooks says: HMAC-SHA256 over id, time and body.
 *
 * @param secret of `newWebhookSecret`
 * @param id stays the same when the message is sent again, so that a receiver recognises it
 * @param at time of this attempt; receivers refuse old ones
 * @param body the very text that is sent
 * @returns the three headers
 */
export function signWebhook(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000).toString();
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
