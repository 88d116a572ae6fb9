import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from './problem.js';

/** Compressed bodies are refused before they are read (RFC 9110 section 15.5.16): a small one could become any size. */
export function refuseCodedBodies(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, reply, body, done) => {
    const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
    // What nobody reads needs no refusal.
    if (request.method === 'GET' || request.method === 'HEAD') return done(null, body);
    if (coding === '' || coding === 'identity') return done(null, body);
    void reply.header('accept-encoding', 'identity');
    done(new HttpRefusal(415, 'The body must be sent as it is, without a Content-Encoding.'));
  });
}
