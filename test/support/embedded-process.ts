import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runAs } from '../../src/database/embedded/run-as.js';

export const EMBEDDED_CHILD = fileURLToPath(new URL('embedded-child.js', import.meta.url));

interface ChildEvent {
  url?: string;
  log?: string;
  refused?: string;
}

/** A child that owns a database: what it said and how it ended. */
export class EmbeddedProcess {
  readonly logs: string[] = [];
  readonly ended: Promise<number | null>;
  private readonly outcome: Promise<ChildEvent>;

  private constructor(readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    this.outcome = new Promise((resolve) => {
      const lines = createInterface({ input: child.stdout! });
      lines.on('line', (line) => {
        const event = JSON.parse(line) as ChildEvent;
        if (event.log !== undefined) this.logs.push(event.log);
        else resolve(event);
      });
      lines.once('close', () => resolve({ refused: 'it ended without a word' }));
    });
  }

  static start(command: string[], options: SpawnOptions = {}): EmbeddedProcess {
    const { npm_lifecycle_event: _, ...env } = process.env;
    const [file, ...args] = command;
    return new EmbeddedProcess(
      spawn(file!, args, { ...options, env: { ...env, ...options.env }, stdio: ['ignore', 'pipe', 'inherit'] }),
    );
  }

  /** On a data folder, with the compiled launcher of this tree or of the given copy. */
  static own(dataDir: string, options: SpawnOptions = {}, script = EMBEDDED_CHILD): EmbeddedProcess {
    return EmbeddedProcess.start([process.execPath, script, dataDir], options);
  }

  async url(): Promise<string> {
    const { url, refused } = await this.outcome;
    if (url === undefined) throw new Error(refused);
    return url;
  }

  /** The sentence with which the start was refused. */
  async refusal(): Promise<string> {
    const { refused, url } = await this.outcome;
    if (refused === undefined) throw new Error(`it started: ${url}`);
    return refused;
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** The processes that have a path in their command line: server, guardian, initdb and owner all name their folder. */
export async function processesNaming(path: string): Promise<number[]> {
  const { ok, output } = await runAs(undefined, 'ps', ['-axww', '-o', 'pid=', '-o', 'args=']);
  if (!ok) throw new Error(`ps does not work here: ${output}`);
  const lines = output.split('\n').filter((line) => line.includes(path));
  return lines.map((line) => Number.parseInt(line, 10));
}
