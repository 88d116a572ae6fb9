import { Global, Module } from '@nestjs/common';
import { SyncQueue } from '../lcvista/sync/sync-queue.js';
import { SyncJobQueue } from './sync-job-queue.js';

/** Lets the products put work on the queue without knowing the floor above them. */
@Global()
@Module({ providers: [{ provide: SyncQueue, useClass: SyncJobQueue }], exports: [SyncQueue] })
export class QueueModule {}
