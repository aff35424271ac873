import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a peer answers to a query. */
export interface Answer {
  readonly ms: number;
  /** Processor time; 0 where the peer cannot tell. */
  readonly cpu: number;
  readonly counts: readonly number[];
}

/** A command that starts a peer. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A peer that runs and answers one query after the other: a line in, a line of JSON out. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = '';

  constructor({ program, args, env }: Command) {
    this.#child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr?.on('data', (text) => (this.#errors = (this.#errors + text).slice(-2000)));
    this.#child.on('error', (error) => (this.#errors += error.message));
    this.#child.stdin?.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** Waits until it can be asked. */
  async ready(): Promise<void> {
    await this.#next();
  }

  async ask<T = Answer>(query: string): Promise<T> {
    this.#child.stdin?.write(`${query}\n`);
    return (await this.#next()) as T;
  }

  async #next(): Promise<Record<string, unknown>> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error(`it ended: ${this.#errors.trim().split('\n').at(-1) ?? ''}`);
      if (!value.startsWith('{')) continue;
      const found = JSON.parse(value) as Record<string, unknown>;
      if (found['error'] !== undefined) throw new Error(String(found['error']));
      return found;
    }
  }

  /** Forgets the greatest memory use so far, where the system can. */
  forgetPeak(): void {
    try {
      writeFileSync(`/proc/${this.#child.pid}/clear_refs`, '5');
    } catch {
      // then the peak is that of all queries so far
    }
  }

  /** The greatest memory use in megabytes, where the system tells. */
  peak(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    } catch {
      return undefined;
    }
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}
