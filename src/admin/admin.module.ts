import { Module } from '@nestjs/common';
import { CsvExport } from './csv/csv-export.js';

/** The admin API and the read models that cross products. */
@Module({ providers: [CsvExport] })
export class AdminModule {}
