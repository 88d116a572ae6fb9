import type { ApiDocument } from './api-requests.js';

/** SCIM routes, which the document leaves to the protocol's own schemas. */
const scimRoutes = [
  ...['/Users', '/Groups'].flatMap((list) => [
    `GET ${list}`,
    `POST ${list}`,
    `POST ${list}/.search`,
    ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} ${list}/{id}`),
  ]),
  'GET ',
  'POST /.search',
  'POST /Bulk',
  'GET /Schemas',
  'GET /ResourceTypes',
  'GET /ResourceTypes/{id}',
  'GET /ServiceProviderConfig',
].map((route) => route.replace(' ', ' /scim/v2/{slug}'));

/** What the service did rather than refused at a door: it succeeded, or the state of things was against it. */
function isServed(status: number): boolean {
  return status < 300 || status === 409;
}

/** Which routes an attack has come to, and at which it got past the doors. */
export class Reach {
  private readonly routes: readonly { readonly method: string; readonly form: RegExp; readonly route: string }[];
  private readonly asked = new Set<string>();
  private readonly served = new Set<string>();

  constructor(document: ApiDocument) {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    this.routes = [...documented, ...scimRoutes]
      .toSorted((one, other) => Number(one.includes('{')) - Number(other.includes('{')))
      .map((route) => {
        const [method = '', path = ''] = route.split(' ');
        return { method, route, form: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`) };
      });
  }

  /** @param status null: the request was made, and not sent */
  note(method: string, target: string, status: number | null): void {
    const path = target.split('?', 1)[0] ?? '';
    const found = this.routes.find((one) => one.method === method && one.form.test(path))?.route;
    if (found === undefined) return;
    this.asked.add(found);
    if (status !== null && isServed(status)) this.served.add(found);
  }

  get all(): number {
    return this.routes.length;
  }

  /** Routes to which nothing was sent. */
  unasked(): string[] {
    return this.routes.map(({ route }) => route).filter((route) => !this.asked.has(route));
  }

  /** Routes that have refused all they got. */
  unserved(): string[] {
    return this.routes.map(({ route }) => route).filter((route) => !this.served.has(route));
  }
}
