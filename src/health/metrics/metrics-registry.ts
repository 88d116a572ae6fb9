import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** The metrics of this application; one of its own, since tests run several in one process. */
@Injectable()
export class MetricsRegistry {
  readonly registry = new Registry();

  constructor() {
    // The process and its event loop, under the names that dashboards for Node.js know.
    collectDefaultMetrics({ register: this.registry });
  }
}
