import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { MetricsRegistry } from './metrics-registry.js';
import { scimOperation } from './scim-operation.js';

/** A request that has been answered. */
export interface ObservedRequest {
  readonly method: string;
  /** The route's pattern, e.g. `/api/v1/organizations/:slug/members`, or `none`; never the address itself. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Counts requests. The HTTP floor reports each one when its answer has gone out. */
@Injectable()
export class RequestMetrics {
  private readonly requests: Histogram<'method' | 'route' | 'status'>;
  private readonly scim: Counter<'resource' | 'operation' | 'outcome'>;

  constructor({ registry }: MetricsRegistry) {
    this.requests = new Histogram({
      name: 'muster_http_request_duration_seconds',
      help: 'Time to answer, by route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    });
    this.scim = new Counter({
      name: 'muster_scim_operations_total',
      help: 'What directories asked for and what became of it.',
      labelNames: ['resource', 'operation', 'outcome'],
      registers: [registry],
    });
  }

  /** Counts a request that was answered, once for all routes and once more when it was the directory's. */
  observe({ method, route, status, seconds }: ObservedRequest): void {
    this.requests.observe({ method, route, status }, seconds);
    const operation = scimOperation(method, route);
    if (operation !== null) this.scim.inc({ ...operation, outcome: outcomeOf(status) });
  }
}

/** 404 is an answer that directories ask for all the time, not a refusal. */
function outcomeOf(status: number): 'ok' | 'not-found' | 'unauthenticated' | 'refused' | 'failed' {
  if (status < 400) return 'ok';
  if (status === 404) return 'not-found';
  if (status === 401 || status === 403) return 'unauthenticated';
  return status < 500 ? 'refused' : 'failed';
}
