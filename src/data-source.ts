import { DataSource } from 'typeorm';
import { allEntities } from './all-entities.js';
import { loadConfig } from './config/load-config.js';
import { declaredOptions } from './database/data-source-options.js';

const { databaseUrl } = loadConfig(process.env, false);
if (databaseUrl === null) throw new Error('DATABASE_URL must name the database that the command works on');

/** For TypeORM's own commands on the compiled program, e.g. `npx typeorm migration:show -d dist/src/data-source.js`. */
export const dataSource = new DataSource(declaredOptions(databaseUrl, allEntities));
