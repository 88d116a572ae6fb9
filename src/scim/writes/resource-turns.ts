import { Injectable } from '@nestjs/common';

/**
 * Lets the writers of one resource go one after the other within this process. It saves work, nothing more: what keeps a
 * change from being lost is the version check in the statement, which holds across processes.
 */
@Injectable()
export class ResourceTurns {
  private readonly last = new Map<string, Promise<void>>();

  /** Runs the work when all earlier work on the same resource is over, however that ended. */
  async take<T>(resource: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(resource);
    const turn = before === undefined ? work() : before.then(work);
    const over = turn.then(ignore, ignore);
    this.last.set(resource, over);
    try {
      return await turn;
    } finally {
      if (this.last.get(resource) === over) this.last.delete(resource);
    }
  }
}

function ignore(): void {
  // The one who asked for the work hears of its failure; the next in the queue need not.
}
