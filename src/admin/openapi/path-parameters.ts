import type { Operation } from './common-answers.js';

type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

const uuid = { type: 'string', format: 'uuid', example: '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01' } as const;

/** The parameters that paths have in common; a controller need not repeat them. */
const known: Record<string, Omit<Parameter, 'name' | 'in'>> = {
  slug: {
    description: 'Slug of the organization.',
    schema: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$', example: 'acme' },
  },
  memberId: { description: 'Id of the member.', schema: uuid },
  cohortId: { description: 'Id of the cohort.', schema: uuid },
  runId: { description: 'Id of the sync run.', schema: uuid },
  mappingId: { description: 'Id of the mapping.', schema: uuid },
  secretId: { description: 'Id of the secret.', schema: uuid },
  webhookId: { description: 'Id of the webhook.', schema: uuid },
  deliveryId: { description: 'Id of the delivery.', schema: uuid },
  lcvistaUserId: { description: "LCVista's own id of the person.", schema: { type: 'string', example: '4711' } },
  id: { description: 'Id of what the path names.', schema: uuid },
};

/** Declares every parameter of a path, also those that only the access guard reads. */
export function describePathParameters(path: string, operation: Operation): void {
  const parameters = (operation.parameters ?? []) as Parameter[];
  const others = parameters.filter((parameter) => parameter.in !== 'path');
  const ofPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): Parameter => {
    const own = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name);
    const common = known[name] ?? { schema: { type: 'string' } };
    const described = own?.description === undefined ? {} : { ...own, schema: { ...common.schema, ...own.schema } };
    return { ...common, ...described, name, in: 'path', required: true };
  });
  operation.parameters = [...ofPath, ...others];
}
