import type { FastifyInstance } from 'fastify';
import { pathOf } from './paths.js';

interface KnownRoute {
  readonly methods: Set<string>;
  readonly form: RegExp;
}

/** Remembers which methods each path takes, so that a wrong one is answered 405 before a body is read. */
export class KnownRoutes {
  private readonly routes = new Map<string, KnownRoute>();

  /** Call before any route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      if (url === '*' || url === '/*') return;
      const route = this.routes.get(url) ?? { methods: new Set<string>(), form: formOf(url) };
      for (const name of [method].flat()) route.methods.add(name);
      this.routes.set(url, route);
    });
  }

  /** @returns the methods that the path of `url` takes; empty when there is no such path */
  methodsOf(url: string): string[] {
    const path = pathOf(url).replace(/(.)\/+$/, '$1');
    const methods = new Set<string>();
    for (const route of this.routes.values()) {
      if (route.form.test(path)) for (const method of route.methods) methods.add(method);
    }
    return [...methods].toSorted();
  }
}

function formOf(pattern: string): RegExp {
  const source = pattern
    .replace(/(.)\/+$/, '$1')
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}$`);
}
