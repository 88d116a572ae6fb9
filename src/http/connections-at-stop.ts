import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { exchangeOn } from './unreadable-request.js';

/** How long a request may still take to arrive once the process was asked to stop. */
const arrivalMs = 5_000;

/** How long an answer may still take, to a client that reads it slowly or not at all. */
const answerMs = 60_000;

const lookEveryMs = 250;

/**
 * Ends the connections that would keep a stopping process alive: Node waits for every request that has begun, and stops
 * looking for those that never end.
 */
export function endConnectionsAtStop(fastify: FastifyInstance): void {
  const sockets = new Set<Socket>();
  fastify.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  fastify.addHook('preClose', (done) => {
    const began = performance.now();
    const timer = setInterval(() => {
      const waited = performance.now() - began;
      for (const socket of sockets) {
        if (waited > (isBeingAnswered(socket) ? answerMs : arrivalMs)) socket.destroy();
      }
    }, lookEveryMs);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
}

function isBeingAnswered(socket: Socket): boolean {
  const last = exchangeOn(socket);
  return last !== undefined && last.request.complete && !last.response.writableFinished;
}
