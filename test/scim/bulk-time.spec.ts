import { afterEach, expect, it, jest } from '@jest/globals';
import type { PublicAddress } from '../../src/config/public-address.js';
import { BulkService } from '../../src/scim/bulk/bulk.service.js';
import type { ScimWrites } from '../../src/scim/writes/scim-writes.service.js';
import type { WriteCall } from '../../src/scim/writes/write-call.js';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';

afterEach(() => {
  jest.restoreAllMocks();
});

it('a bulk request begins no operation for which there is no time left, and says so', async () => {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const written: unknown[] = [];
  const perform = (_who: unknown, { id }: { id: unknown }): Promise<object> => {
    now += 8_000;
    written.push(id);
    return Promise.resolve({
      status: 201,
      location: `https://muster.example/Users/${written.length}`,
      version: 'W/"1"',
    });
  };
  const service = new BulkService(
    { perform } as unknown as ScimWrites,
    { base: 'https://muster.example' } as PublicAddress,
  );
  const who = { tenant: { slug: 'acme' }, origin: {} } as unknown as Pick<WriteCall, 'tenant' | 'origin'>;
  const Operations = ['a', 'b', 'c', 'd', 'e'].map((bulkId) => {
    const data = { schemas: [core], userName: `${bulkId}@acme.example` };
    return { method: 'POST', path: '/Users', bulkId, data };
  });
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  const answer = (await service.execute(who, () => ({ schemas, Operations }))) as { Operations: { status: string }[] };
  expect(answer.Operations.map(({ status }) => status)).toEqual(['201', '201', '201', '503', '503']);
  expect(written).toHaveLength(3);
});
