import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Departure } from '../health/departure.js';
import type { OpenRequests } from './open-requests.js';
import { exchangeOn } from './unreadable-request.js';

/** How long a request may still take to arrive once the process was asked to stop. */
const arrivalMs = 5_000;

/** How long after it was asked to stop the process still works on answers. */
const workMs = 20_000;

/** How long an answer may still take that has begun, to a client that reads it slowly or not at all. */
const answerMs = 60_000;

const lookEveryMs = 250;

/**
 * Ends the connections that would keep a stopping process alive: Node waits for every request that has begun, and stops
 * looking for those that never end. Work that hangs is answered 503.
 */
export function endConnectionsAtStop(fastify: FastifyInstance, departure: Departure, requests: OpenRequests): void {
  const sockets = new Set<Socket>();
  fastify.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  departure.asksForReaders(() => [...sockets].some(isReadingAnswer));
  fastify.addHook('preClose', (done) => {
    departure.begin();
    const began = performance.now();
    const timer = setInterval(() => {
      if (departure.lastsMs > workMs) requests.giveUpAll();
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

function isReadingAnswer(socket: Socket): boolean {
  return isBeingAnswered(socket) && exchangeOn(socket)?.response.headersSent === true;
}
