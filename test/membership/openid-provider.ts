import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js';

/** What the provider says of a person. */
export type Account = Readonly<Record<string, unknown>>;

const client = { id: 'learning-platform', secret: 'a-secret-of-the-test', redirect: 'http://127.0.0.1:9/callback' };

/** Of our own, since the provider warns of its own one. */
class Memory extends MemoryAdapter {}

/** The audience of its id tokens. */
export const audience = client.id;

/** A certified OpenID provider on loopback, at which people sign in by the authorization code flow with PKCE. */
export class OpenidProvider {
  private readonly accounts = new Map<string, Account>();
  private next = '';

  private constructor(
    private readonly server: Server,
    readonly host: string,
  ) {}

  static async start(alg: 'RS256' | 'ES256' | 'PS256' = 'RS256'): Promise<OpenidProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    const started = new OpenidProvider(server, `127.0.0.1:${bound.port}`);
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    const key = { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: 'signing' };
    const provider = new Provider(started.issuer, started.configuration(key, alg));
    const serve = provider.callback();
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith('/interaction/') !== true) return void serve(request, response);
      const login = { login: { accountId: started.next } };
      return void provider.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
    });
    return started;
  }

  get issuer(): string {
    return `http://${this.host}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The person signs in at the provider; the platform gets this id token. */
  async signIn(subject: string, account: Account): Promise<string> {
    this.accounts.set(subject, account);
    this.next = subject;
    const verifier = randomBytes(32).toString('base64url');
    const code = await this.authorize(createHash('sha256').update(verifier).digest('base64url'));
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: client.redirect,
      code_verifier: verifier,
    });
    const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    const answer = await fetch(`${this.issuer}/token`, { method: 'POST', headers: { authorization }, body });
    const tokens = (await answer.json()) as { id_token?: string };
    if (tokens.id_token === undefined) throw new Error(JSON.stringify(tokens));
    return tokens.id_token;
  }

  /** Follows the redirects as a browser does, up to the one back to the platform. */
  private async authorize(challenge: string): Promise<string> {
    const query = new URLSearchParams({
      client_id: client.id,
      response_type: 'code',
      redirect_uri: client.redirect,
      scope: 'openid email profile',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const cookies = new Map<string, string>();
    let address = `${this.issuer}/auth?${query.toString()}`;
    while (!address.startsWith(client.redirect)) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(address, { headers: { cookie }, redirect: 'manual' });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${answer.status} ${await answer.text()}`);
      address = new URL(location, address).href;
    }
    const code = new URL(address).searchParams.get('code');
    if (code === null) throw new Error(address);
    return code;
  }

  private configuration(key: object, alg: string): object {
    return {
      jwks: { keys: [key] },
      adapter: Memory,
      ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, AuthorizationCode: 60, IdToken: 300 },
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          redirect_uris: [client.redirect],
          id_token_signed_response_alg: alg,
        },
      ],
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'PS256'] },
      conformIdTokenClaims: false,
      claims: { openid: ['sub', 'oid'], email: ['email', 'email_verified', 'preferred_username'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      cookies: { keys: ['a-cookie-key-of-the-test'] },
      findAccount: (_: unknown, sub: string) => ({
        accountId: sub,
        claims: () => ({ sub, ...this.accounts.get(sub) }),
      }),
      loadExistingGrant: async (context: GrantContext) => {
        const { client: asking, session } = context.oidc;
        const grant = new context.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    };
  }
}

interface Grant {
  addOIDCScope(scope: string): void;
  save(): Promise<string>;
}

interface GrantContext {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
    readonly provider: { readonly Grant: new (properties: object) => Grant };
  };
}
