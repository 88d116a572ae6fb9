import { Inject, Injectable } from '@nestjs/common';
import { invalidField } from '../../common/domain-error.js';
import { Encryption, UnreadableSecret } from '../../common/encryption.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { LcvistaClient, type LcvistaClientOptions } from '../client/lcvista-client.js';
import { parseSiteAddress } from '../client/site-address.js';
import { wireProfile } from '../client/wire-profile.js';
import { apiKeyContext } from './api-key-context.js';
import type { Connection } from './connection.js';
import type { SealedKey } from './connection.repository.js';

/** Turns stored connections into clients, and keys into what may be stored. */
@Injectable()
export class SiteClients {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly encryption: Encryption,
  ) {}

  /** A client for a reading; whoever opens it closes it. */
  open(organizationId: string, connection: Connection): LcvistaClient {
    return new LcvistaClient(this.options(organizationId, connection));
  }

  /**
   * What a client needs. The address is judged anew each time: the operator's list may have changed since it was set.
   *
   * @throws DomainError naming `siteUrl` when the site may no longer be spoken to, `apiKey` when the key is unreadable
   */
  options(organizationId: string, connection: Connection): LcvistaClientOptions {
    return {
      address: parseSiteAddress(connection.siteUrl, this.config.lcvistaAllowedHosts),
      apiKey: this.openKey(organizationId, connection),
      profile: wireProfile(connection.wireProfile),
    };
  }

  /** The site's address as it is stored. @throws DomainError naming `siteUrl` */
  originOf(siteUrl: string): string {
    return parseSiteAddress(siteUrl, this.config.lcvistaAllowedHosts).origin;
  }

  /** An API key as it is stored: sealed for this organization alone, with its last four characters to know it by. */
  seal(organizationId: string, apiKey: string): SealedKey {
    return { sealed: this.encryption.seal(apiKey, apiKeyContext(organizationId)), last4: apiKey.slice(-4) };
  }

  private openKey(organizationId: string, { apiKeySealed }: Connection): string {
    try {
      return this.encryption.open(apiKeySealed, apiKeyContext(organizationId));
    } catch (error) {
      if (!(error instanceof UnreadableSecret)) throw error;
      throw invalidField('apiKey', 'was sealed with an encryption key that is lost; set it again');
    }
  }
}
