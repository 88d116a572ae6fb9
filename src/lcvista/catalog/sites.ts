import { Injectable } from '@nestjs/common';
import { SiteClients } from '../connection/site-clients.js';
import { RosterReader } from './roster-reader.js';
import { RosterRepository } from './roster.repository.js';

/** What a reading needs: clients for the sites, and the place where rows go. */
@Injectable()
export class Sites {
  constructor(
    readonly clients: SiteClients,
    readonly reader: RosterReader,
    readonly roster: RosterRepository,
  ) {}
}
