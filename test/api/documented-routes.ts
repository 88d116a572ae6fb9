/** A parameter of an operation, in its path, its query or its headers. */
export interface DocumentedParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema?: { enum?: string[]; items?: { enum?: string[] }; example?: unknown; default?: unknown };
}

/** As much of an operation of an OpenAPI document as the tests look at. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: string[];
  readonly security?: Record<string, unknown>[];
  readonly parameters?: DocumentedParameter[];
  readonly requestBody?: { required?: boolean };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema?: unknown }> }>;
}

export interface DocumentedRoute {
  /** e.g. `GET /api/v1/organizations` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

/** All routes of a document. */
export function routesOf(document: { paths: Record<string, Record<string, DocumentedOperation>> }): DocumentedRoute[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => {
      const method = verb.toUpperCase();
      return { name: `${method} ${path}`, method, path, operation };
    }),
  );
}
