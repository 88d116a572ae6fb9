import { Column, type ColumnOptions, getMetadataArgsStorage } from 'typeorm';

/** An instant: `timestamptz`, to the millisecond as JavaScript knows it. */
export const InstantColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ type: 'timestamptz', precision: 3, ...options });

/** An instant that the database sets when the row is made, unless it is given. */
export const CreatedColumn = (): PropertyDecorator => InstantColumn({ default: () => 'now()' });

/** TypeORM makes such columns; only its declared types do not know the word outside of primary keys. */
const identity: string = 'identity';

/** A number that the database counts up and that nobody else may set. */
export const IdentityColumn =
  (options: ColumnOptions = {}): PropertyDecorator =>
  (target, property) => {
    Column({ type: 'bigint', generatedIdentity: 'ALWAYS', ...options })(target, property);
    getMetadataArgsStorage().generations.push({
      target: target.constructor,
      propertyName: String(property),
      strategy: identity as 'increment',
    });
  };
