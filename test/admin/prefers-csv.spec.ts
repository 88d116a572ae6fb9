import { describe, expect, it } from '@jest/globals';
import { prefersCsv } from '../../src/admin/csv/prefers-csv.js';

describe('prefersCsv', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['*/*', false],
    ['text/*', false],
    ['application/json', false],
    ['text/csv', true],
    ['Text/CSV; charset=utf-8', true],
    ['text/csv, */*;q=0.1', true],
    ['application/json;q=0.5, text/csv', true],
    ['application/json, text/csv;q=0.5', false],
    ['text/csv;q=0', false],
    ['text/csv;q=nonsense', false],
  ])('%j: %s', (accept, csv) => {
    expect(prefersCsv(accept)).toBe(csv);
  });
});
