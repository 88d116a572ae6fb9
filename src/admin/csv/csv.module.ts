import { Module } from '@nestjs/common';
import { CsvExport } from './csv-export.js';

/** Lists as tables. One for all of them, since it bounds how many exports run at once. */
@Module({ providers: [CsvExport], exports: [CsvExport] })
export class CsvModule {}
