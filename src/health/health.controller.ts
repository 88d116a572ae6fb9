import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiSecurity, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Departure } from './departure.js';
import { Liveness, Readiness } from './health.dto.js';
import { Metrics } from './metrics/metrics.js';
import { ReadinessService } from './readiness.service.js';

/** Probes for whoever runs the service. */
@Controller()
export class HealthController {
  constructor(
    private readonly departure: Departure,
    private readonly readiness: ReadinessService,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @ApiOperation({ summary: 'Whether the process lives' })
  live(): Liveness {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'Whether requests should come here: database, migrations, job queue' })
  @ApiServiceUnavailableResponse({ description: 'Not now; `checks` says why.', type: Readiness })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    this.departure.asked();
    const readiness = await this.readiness.check();
    if (readiness.status !== 'ok') void reply.code(503);
    return readiness;
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus; platform token or loopback only' })
  @ApiSecurity('platform')
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  scrape(): Promise<string> {
    return this.metrics.text();
  }
}
