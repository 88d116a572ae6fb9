import { Injectable, Logger } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { isDatabaseAway } from '../../database/is-database-away.js';
import { SealedSecrets } from '../../jobs/sealing/sealed-secrets.service.js';
import { ProbeRepository } from '../probe.repository.js';
import { LandscapeRepository, type Share } from './landscape.repository.js';
import { MetricsRegistry } from './metrics-registry.js';

/** How old what was read from the database may be: several scrapers must not become a load. */
const freshMs = 10_000;

/** All metrics of the service. */
@Injectable()
export class Metrics {
  private readonly logger = new Logger(Metrics.name);
  private readonly registry: Registry;
  private readonly pool: Gauge<'state'>;
  private readonly jobs: Gauge<'state'>;
  private readonly jobAge: Gauge;
  private readonly up: Gauge;
  private readonly stale: Gauge;
  private readonly organizations: Gauge<'environment'>;
  private readonly runs: Gauge<'status'>;
  private readonly shares: Gauge<'percent'>;
  private readonly secrets: Gauge<'key'>;
  private readAt = -Infinity;

  constructor(
    { registry }: MetricsRegistry,
    private readonly database: Database,
    private readonly probes: ProbeRepository,
    private readonly landscape: LandscapeRepository,
    private readonly sealed: SealedSecrets,
    private readonly clock: Clock,
  ) {
    this.registry = registry;
    const gauge = <Label extends string>(name: string, help: string, labels: Label[] = []): Gauge<Label> =>
      new Gauge({ name: `muster_${name}`, help, labelNames: labels, registers: [registry] });
    this.pool = gauge('database_pool_connections', 'Connections of this process, and requests that wait.', ['state']);
    this.up = gauge('database_up', 'Whether the database answered the last scrape.');
    this.jobs = gauge('queue_jobs', 'Jobs in the queue.', ['state']);
    this.jobAge = gauge('queue_oldest_job_seconds', 'For how long the longest waiting job has been due.');
    this.stale = gauge('organizations_stale', 'Organizations whose last good sync run is older than 26 hours.');
    this.organizations = gauge('organizations', 'Organizations.', ['environment']);
    this.runs = gauge('sync_runs_last_day', 'Sync runs that ended within the last 24 hours.', ['status']);
    this.secrets = gauge('sealed_secrets', 'Stored secrets by the encryption key that sealed them.', ['key']);
    this.shares = gauge('organizations_by_mapped_percent', 'Organizations by the share of mapped members.', [
      'percent',
    ]);
  }

  /** Everything in the text format of Prometheus. */
  async text(): Promise<string> {
    const { total, idle, waiting } = this.database.poolUse();
    this.pool.set({ state: 'busy' }, total - idle);
    this.pool.set({ state: 'idle' }, idle);
    this.pool.set({ state: 'waiting' }, waiting);
    await this.refresh();
    return this.registry.metrics();
  }

  /**
   * A database that is away is itself something to tell; the other figures stay as they were last seen. A question that
   * it could not make sense of was answered: the defect is ours and told in the log.
   */
  private async refresh(): Promise<void> {
    const now = this.clock.now();
    if (performance.now() - this.readAt < freshMs) return;
    this.readAt = performance.now();
    try {
      await this.read(now);
      this.up.set(1);
    } catch (error) {
      const away = isDatabaseAway(error);
      this.up.set(away ? 0 : 1);
      if (!away) this.logger.error({ err: error, msg: 'the figures of the metrics could not be read' });
    }
  }

  private async read(now: Date): Promise<void> {
    const queue = await this.probes.queue();
    this.jobs.set({ state: 'waiting' }, queue?.waiting ?? 0);
    this.jobs.set({ state: 'running' }, queue?.running ?? 0);
    this.jobs.set({ state: 'dead' }, queue?.dead ?? 0);
    this.jobAge.set(queue?.oldestSeconds ?? 0);
    this.stale.set((await this.landscape.stale(now)).length);
    for (const [key, count] of Object.entries(await this.sealed.count())) this.secrets.set({ key }, count);
    replace(this.organizations, 'environment', ['production', 'staging'], await this.landscape.organizations());
    replace(this.runs, 'status', ['succeeded', 'failed', 'held'], await this.landscape.runs(now));
    replace(this.shares, 'percent', ['0', '1-49', '50-89', '90-99', '100'], await this.landscape.mappedShares());
  }
}

/** Sets one label's values anew; what nothing was counted for is 0, so that graphs have no holes. */
function replace<Label extends string>(gauge: Gauge<Label>, label: Label, names: string[], shares: Share[]): void {
  gauge.reset();
  const set = (name: string, count: number): void =>
    gauge.set({ [label]: name } as Partial<Record<Label, string>>, count);
  for (const name of names) set(name, 0);
  for (const { name, count } of shares) set(name, count);
}
