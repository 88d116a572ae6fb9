import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from './data-source-options.js';
import { Database } from './database.js';

/** The pool and the door to it, for every floor above. */
@Global()
@Module({})
export class DatabaseModule {
  static connectedTo(url: string): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(url), retryAttempts: 3, retryDelay: 500 })],
      providers: [Database],
      exports: [Database],
    };
  }
}
