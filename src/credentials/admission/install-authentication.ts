import type { FastifyInstance } from 'fastify';
import type { Admission } from './admission.js';

/**
 * Puts the front door before everything else: a request without a good credential is answered before its body is read
 * and before anybody tells whether its path exists. Call before the routes are ready.
 */
export function installAuthentication(fastify: FastifyInstance, admission: Pick<Admission, 'admit'>): void {
  fastify.decorateRequest('caller', null);
  fastify.decorateRequest('tenant', null);
  fastify.addHook('onRequest', (request) => admission.admit(request));
}
