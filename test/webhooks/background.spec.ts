import { expect, it } from '@jest/globals';
import { Directory } from '../membership/directory.js';
import { LoginFlow } from '../membership/login-flow.js';
import { type Received, WebhookReceiver } from './webhook-receiver.js';

it('a running service delivers by itself', async () => {
  const receiver = await WebhookReceiver.start();
  const arrived = new Promise<Received>((resolve) => {
    receiver.answer = (response, received) => {
      response.writeHead(204).end();
      resolve(received);
    };
  });
  const flow = await LoginFlow.start({ env: { SCHEDULER: 'on', WEBHOOK_ALLOWED_HOSTS: receiver.host } });
  try {
    await flow.organization('acme');
    await receiver.register(flow.app, 'acme');
    const directory = await Directory.of(flow, 'acme');
    const ann = await directory.create('ann@acme.com', 'Ann');
    await directory.disable(ann);
    expect(await arrived).toMatchObject({ type: 'member.removed', data: { memberId: ann.id, userId: null } });
    expect(receiver.forged).toBe(0);
  } finally {
    await flow.stop();
    await receiver.stop();
  }
});
