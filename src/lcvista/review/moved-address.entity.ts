import { Entity, PrimaryColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn } from '../../database/column.decorator.js';

/** An address that has changed hands in the directory since the review queue was last written. */
@Entity('moved_address')
export class MovedAddress {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('text')
  emailKey!: string;

  @IdentityColumn({ primary: true })
  id!: number;

  @CreatedColumn()
  movedAt!: Date;
}
