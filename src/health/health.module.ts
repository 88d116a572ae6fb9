import { Module } from '@nestjs/common';
import { Departure } from './departure.js';
import { HealthController } from './health.controller.js';
import { LandscapeRepository } from './metrics/landscape.repository.js';
import { MetricsRegistry } from './metrics/metrics-registry.js';
import { Metrics } from './metrics/metrics.js';
import { RequestMetrics } from './metrics/request-metrics.js';
import { ProbeRepository } from './probe.repository.js';
import { ReadinessService } from './readiness.service.js';
import { StaleWatch } from './stale-watch.js';

/** Probes and metrics. */
@Module({
  controllers: [HealthController],
  providers: [
    Departure,
    MetricsRegistry,
    Metrics,
    RequestMetrics,
    LandscapeRepository,
    ProbeRepository,
    ReadinessService,
    StaleWatch,
  ],
  exports: [Departure, RequestMetrics],
})
export class HealthModule {}
