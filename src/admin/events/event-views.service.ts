import { Injectable, type StreamableFile } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { CsvExport } from '../csv/csv-export.js';
import { pageOf, withoutPageKey } from '../listing/keyset.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import type { EventQuery } from './event-query.dto.js';
import { EventList } from './event-list.js';

/** Pages and tables of what happened, newest first. */
@Injectable()
export class EventViews {
  constructor(
    private readonly database: Database,
    private readonly exports: CsvExport,
  ) {}

  /** A page of a list of events. @param organizationId null: of the installation */
  async page<Event extends object, Query extends EventQuery>(
    list: EventList<Event, Query>,
    organizationId: string | null,
    query: Query,
  ): Promise<ListAnswer<Event>> {
    const scope = organizationId === null ? this.database.installation() : this.database.tenant(organizationId);
    const [rows, total] = await Promise.all([list.page(scope, query), list.count(scope, query)]);
    return pageOf(rows, query.limit, total, withoutPageKey<Event>);
  }

  /** All events that the filters find, as a table. */
  csv<Event extends object, Query extends EventQuery>(
    list: EventList<Event, Query>,
    organizationId: string | null,
    query: Query,
  ): Promise<StreamableFile> {
    return this.exports.of(organizationId, list.all(query), list.table);
  }
}
