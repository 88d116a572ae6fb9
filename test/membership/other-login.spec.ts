import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MembershipHouse } from './membership-house.js';

let house: MembershipHouse;

beforeAll(async () => {
  house = await MembershipHouse.open();
});

afterAll(() => house.close());

async function otherLogin(memberId: string): Promise<string | null> {
  const [row] = await house.rows<{ key: string | null }>('select other_login_key as key from member where id = $1', [
    memberId,
  ]);
  return row?.key ?? null;
}

/** The search looks for it, so it must be there whichever of the two addresses changed last. */
describe('the address of a sign-in that is not the member’s own', () => {
  it('follows claims, sign-ins with a new address, and changes of the directory, in every organization', async () => {
    const first = await house.member(house.acme, 'ada@acme.com');
    await house.signIn({ subject: 'ada' });
    expect(await otherLogin(first)).toBeNull();

    const second = await house.member(house.beta, 'ada@beta.com');
    await house.signIn({ subject: 'ada', email: 'ada@beta.com' });
    expect([await otherLogin(first), await otherLogin(second)]).toEqual(['ada@beta.com', null]);

    await house.signIn({ subject: 'ada', email: 'Ada@Home.example' });
    expect([await otherLogin(first), await otherLogin(second)]).toEqual(['ada@home.example', 'ada@home.example']);

    await house.rows(`update member set email = 'ada@home.example', email_key = 'ada@home.example' where id = $1`, [
      second,
    ]);
    expect([await otherLogin(first), await otherLogin(second)]).toEqual(['ada@home.example', null]);
  });

  it('goes with the claim, and comes with a claim by the directory’s id', async () => {
    const id = await house.member(house.acme, 'bob@acme.com', 'object-1');
    await house.signIn({ subject: 'bob', email: 'bob@private.example', externalId: 'object-1', organization: 'acme' });
    expect(await otherLogin(id)).toBe('bob@private.example');
    await house.rows('update member set user_id = null, claimed_at = null where id = $1', [id]);
    expect(await otherLogin(id)).toBeNull();
  });
});
