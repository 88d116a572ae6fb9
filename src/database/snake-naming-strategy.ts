import { DefaultNamingStrategy, type Table } from 'typeorm';

/** `emailKey` is `email_key`, `CohortMember` is `cohort_member`, and the primary key of `member` is `member_pk`. */
export class SnakeNamingStrategy extends DefaultNamingStrategy {
  override tableName(className: string, given: string | undefined): string {
    return given ?? snakeCase(className);
  }

  override columnName(property: string, given: string | undefined): string {
    return given ?? snakeCase(property);
  }

  override primaryKeyName(table: Table | string): string {
    return `${this.getTableName(table)}_pk`;
  }
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (capital) => `_${capital}`).toLowerCase();
}
