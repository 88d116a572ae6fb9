import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { Database } from '../../src/database/database.js';
import { createTestDatabase } from './test-database.js';

/** The door to a migrated, empty database of the calling test file's own, without the application around it. */
export class TestDoor {
  readonly database: Database;

  private constructor(
    private readonly source: DataSource,
    private readonly drop: () => Promise<void>,
  ) {
    this.database = new Database(source);
  }

  static async open(): Promise<TestDoor> {
    const own = await createTestDatabase();
    return new TestDoor(await new DataSource(dataSourceOptions(own.url)).initialize(), () => own.drop());
  }

  async close(): Promise<void> {
    await this.database.onApplicationShutdown();
    await this.source.destroy();
    await this.drop();
  }
}
