import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load-config.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { projectRoot } from './running-service.js';

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const rules = (load(read('src/health/prometheus-alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);

const dashboard = JSON.parse(read('src/health/grafana-dashboard.json')) as {
  panels: { title: string; targets: { expr: string }[] }[];
};

/** Metrics that an expression asks for, and the values of labels that it names in full. */
function askedBy(expression: string): { metrics: string[]; labels: string[] } {
  const [metrics, labels] = [/\b(?:muster|nodejs|process)_\w+/g, /\b(?:state|key)="\w+"/g].map((form) =>
    [...expression.matchAll(form)].map(([text]) => text),
  );
  return { metrics: metrics ?? [], labels: labels ?? [] };
}

describe('what is shipped for operators', () => {
  let app: TestApp;
  let metrics: string;

  beforeAll(async () => {
    app = await startTestApp();
    metrics = (await app.request('GET', '/metrics')).text;
  });

  afterAll(() => app.stop());

  it('asks in the dashboard and the alerts only for metrics that there are', () => {
    const expressions = [
      ...rules.map(({ expr }) => expr),
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    expect(expressions.length).toBeGreaterThan(20);
    const asked = expressions.map(askedBy);
    expect(asked.filter((one) => one.metrics.length === 0)).toEqual([]);
    const known = new Set([...metrics.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
    const missing = asked
      .flatMap((one) => one.metrics)
      .filter((name) => !known.has(name) && !known.has(name.replace(/_(count|sum|bucket)$/, '')));
    expect(missing).toEqual([]);
    expect(asked.flatMap(({ labels }) => labels).filter((label) => !metrics.includes(label))).toEqual([]);
  });

  it('has a panel for everything that the service tells of itself', () => {
    const own = [...metrics.matchAll(/^# TYPE (muster_\S+)/gm)].map(([, name = '']) => name);
    const shown = [...dashboard.panels.flatMap(({ targets }) => targets), ...rules].map(({ expr }) => expr).join(' ');
    expect(own.length).toBeGreaterThan(8);
    expect(own.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('explains every alert in the README, and none that is gone', () => {
    const explained = [...read('README.md').matchAll(/^\| `(Muster\w+)`/gm)].map(([, name]) => name);
    expect(explained.length).toBeGreaterThan(0);
    expect(explained).toEqual(rules.map(({ alert }) => alert));
    expect(
      rules.filter(({ labels, annotations }) => !/^(page|ticket)$/.test(labels.severity) || !annotations.summary),
    ).toEqual([]);
  });
});

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly depends_on?: Record<string, { condition: string }>;
  /** `<<` holds what is merged in: the parser leaves that to whoever reads. */
  readonly environment: Record<string, string> & { readonly '<<'?: Record<string, string> };
  readonly healthcheck?: { test: string[] };
  readonly volumes?: string[];
}

describe('docker-compose.yml', () => {
  const compose = load(read('docker-compose.yml')) as { services: Record<string, Service>; volumes: object };
  const { database, ...replicas } = compose.services;
  const docker = read('Dockerfile');

  /** As Compose fills variables in, with what its first lines tell one to set. */
  function filled({ environment }: Service): Record<string, string> {
    const given: Record<string, string> = {
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
      PLATFORM_TOKEN: 'a'.repeat(64),
    };
    const fill = (text: string): string =>
      text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string, other: string) => {
        const value = given[name] ?? (kind === '-' ? other : undefined);
        if (value === undefined) throw new Error(`${name} is not told to be set`);
        return value;
      });
    const { '<<': merged, ...own } = environment;
    return Object.fromEntries(Object.entries({ ...merged, ...own }).map(([name, value]) => [name, fill(value)]));
  }

  it('is one PostgreSQL that keeps its data and says when it is ready, and two replicas that wait for it', () => {
    expect(database?.image).toMatch(/^postgres:1[4-9]$/);
    expect(database?.healthcheck?.test.join(' ')).toContain('pg_isready');
    expect(Object.keys(compose.volumes)).toContain(database?.volumes?.[0]?.split(':')[0]);
    expect(Object.keys(replicas)).toHaveLength(2);
    for (const replica of Object.values(replicas)) {
      expect(replica).toMatchObject({
        build: '.',
        user: 'node',
        read_only: true,
        cap_drop: ['ALL'],
        // Longer than a process may take to stop; Compose would kill it after ten seconds.
        stop_grace_period: '100s',
        depends_on: { database: { condition: 'service_healthy' } },
      });
    }
  });

  it('gives both the same database and keys, and settings with which the service starts in production', () => {
    const configs = Object.values(replicas).map((replica) =>
      loadConfig({ NODE_ENV: 'production', HOST: '0.0.0.0', ...filled(replica) }, false),
    );
    const shared = configs.map((config) => ({ ...config, scheduler: 'each its own' }));
    expect(shared[1]).toEqual(shared[0]);
    expect(configs.map(({ scheduler }) => scheduler)).toEqual([false, true]);
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = filled(database ?? { environment: {} });
    expect(configs[0]?.databaseUrl).toBe(
      `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@database:5432/${POSTGRES_DB}`,
    );
    expect(read('docker-compose.yml').split('\n')[1]).toMatch(/export ENCRYPTION_KEY=.* PLATFORM_TOKEN=/);
  });

  it('runs an image of an ordinary user that is probed for readiness', () => {
    const last = docker.slice(docker.lastIndexOf('FROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK [^]*\/health\/ready/m);
    expect(last).toMatch(/^ENV NODE_ENV=production HOST=0\.0\.0\.0 PORT=3000$/m);
    expect(last).toContain('CMD ["node", "dist/src/main.js"]');
  });
});
