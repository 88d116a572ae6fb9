import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { LcvistaClient } from '../../../src/lcvista/client/lcvista-client.js';
import { isPublicAddress, publicLookup, type ResolveHost } from '../../../src/common/public-lookup.js';
import { RecordedTiming } from './recorded-timing.js';

function resolvesTo(...addresses: string[]): ResolveHost {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_hostname, callback) => callback(null, found);
}

function lookUp(resolve: ResolveHost, all: boolean): Promise<unknown> {
  return new Promise((done, fail) => {
    publicLookup(resolve)('acme.lcvista.com', { all }, (error, address: string | LookupAddress[], family) => {
      if (error !== null) fail(error);
      else done(all ? address : [address, family]);
    });
  });
}

describe('addresses that may be connected to', () => {
  it.each([['93.184.216.34'], ['8.8.8.8'], ['2606:2800:220:1:248:1893:25c8:1946']])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['172.16.0.1'],
    ['192.168.1.1'],
    ['169.254.169.254'],
    ['100.64.0.1'],
    ['0.0.0.0'],
    ['255.255.255.255'],
    ['224.0.0.1'],
    ['198.18.0.1'],
    ['192.0.2.1'],
    ['::'],
    ['::1'],
    ['fe80::1'],
    ['fe80::1%eth0'],
    ['fd00::1'],
    ['fec0::1'],
    ['::ffff:10.0.0.1'],
    ['::ffff:8.8.8.8'],
    ['::10.0.0.1'],
    ['64:ff9b::a00:1'],
    ['2002:a00:1::'],
    ['2001::1'],
    ['2001:db8::1'],
    ['not an address'],
    [''],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('the lookup of a connection', () => {
  it('hands on the addresses it has checked, in either form', async () => {
    const resolve = resolvesTo('8.8.8.8', '2606:2800:220:1::1');
    expect(await lookUp(resolve, true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ]);
    expect(await lookUp(resolve, false)).toEqual(['8.8.8.8', 4]);
  });

  it.each([[['127.0.0.1']], [['8.8.8.8', '10.0.0.1']], [[]]])('refuses %j', async (addresses) => {
    await expect(lookUp(resolvesTo(...addresses), true)).rejects.toThrow(
      'acme.lcvista.com resolves to an address that is not',
    );
  });

  it('hands on what the resolver says is wrong', async () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    await expect(lookUp((_name, callback) => callback(unknown, []), true)).rejects.toBe(unknown);
  });
});

describe('a site whose name leads into the house', () => {
  it('is not connected to, and not tried again', async () => {
    const site = await StandInLcvista.start({ apiKey: 'key' });
    const port = site.host.split(':')[1];
    const timing = new RecordedTiming();
    const address = { origin: `http://acme.lcvista.com:${port}`, listed: false };
    const client = new LcvistaClient({ address, apiKey: 'key', timing, resolve: resolvesTo('127.0.0.1') });

    await expect(client.readIndex(new AbortController().signal)).rejects.toMatchObject({
      code: 'lcvista-unavailable',
      message: expect.stringContaining('not public'),
    });

    expect(timing.waits).toEqual([]);
    expect(site.requests).toBe(0);
    await client.close();
    await site.stop();
  });
});
