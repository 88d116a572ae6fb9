import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { TokenScope } from '../../credentials/caller.js';
import { allowedScopes } from '../../credentials/request-identity.js';

/** One style for all operation ids: `<subject><Verb>`, e.g. `membersList`, of MembersController.list. */
export function operationId(controller: string, method: string): string {
  const subject = controller.replace(/Controller$/, '');
  return `${subject.charAt(0).toLowerCase()}${subject.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

/** Which scopes may call each operation, read from the same metadata as the access guard does. */
export function routeScopes(app: INestApplication): Map<string, readonly TokenScope[]> {
  const scopes = new Map<string, readonly TokenScope[]>();
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype } of controllers.values()) {
      if (typeof metatype === 'function') collect(metatype as Type, scopes);
    }
  }
  return scopes;
}

function collect(controller: Type, scopes: Map<string, readonly TokenScope[]>): void {
  const prototype = controller.prototype as Record<string, unknown>;
  const ofAll = scopesOf(controller);
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = prototype[name];
    if (typeof method !== 'function') continue;
    const allowed = scopesOf(method) ?? ofAll;
    if (allowed !== undefined) scopes.set(operationId(controller.name, name), allowed);
  }
}

function scopesOf(target: object): readonly TokenScope[] | undefined {
  return Reflect.getMetadata(allowedScopes, target) as readonly TokenScope[] | undefined;
}
