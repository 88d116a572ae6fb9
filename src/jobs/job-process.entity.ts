import { Column, Entity } from 'typeorm';
import { CreatedColumn, IdentityColumn } from '../database/column.decorator.js';

/** A process that works on the queue. */
@Entity('job_process')
export class JobProcess {
  @IdentityColumn({ primary: true, type: 'integer' })
  id!: number;

  /** Names of its workers, as the queue knows them. */
  @Column('text', { array: true, default: [] })
  workerIds!: string[];

  @CreatedColumn()
  startedAt!: Date;
}
