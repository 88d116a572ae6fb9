import { expect, it } from '@jest/globals';
import { DutyRoster } from '../../src/jobs/duty-roster.js';
import { WebhookDeliverer } from '../../src/webhooks/webhook-deliverer.js';
import { Directory } from '../membership/directory.js';
import { LoginFlow } from '../membership/login-flow.js';
import { SettableClock } from '../support/settable-clock.js';
import { WebhookReceiver } from './webhook-receiver.js';

const dayMs = 86_400_000;

it('a clock that was ahead puts no delivery off for longer than a wait between tries', async () => {
  const receiver = await WebhookReceiver.start();
  const clock = new SettableClock(new Date().toISOString());
  const flow = await LoginFlow.start({ clock, env: { WEBHOOK_ALLOWED_HOSTS: receiver.host } });
  try {
    await flow.organization('acme');
    await receiver.register(flow.app, 'acme');
    const directory = await Directory.of(flow, 'acme');
    await directory.disable(await directory.create('ann@acme.com', 'Ann'));
    const deliverer = flow.app.app.get(WebhookDeliverer, { strict: false });
    const tidyUp = () => flow.app.app.get(DutyRoster, { strict: false }).round('minute', new AbortController().signal);
    receiver.fail(500);
    clock.forward(3 * dayMs);
    expect(await deliverer.deliverDue()).toBe(1);
    clock.forward(-3 * dayMs + 60_000);
    receiver.answer = (response) => response.writeHead(204).end();
    expect(await deliverer.deliverDue()).toBe(0);
    await tidyUp();
    expect(await deliverer.deliverDue()).toBe(1);
    expect(receiver.types()).toEqual(['member.removed', 'member.removed']);
  } finally {
    await flow.stop();
    await receiver.stop();
  }
});
