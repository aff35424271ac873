/** The Python that runs awkward_ops.py: it is asked a line, and answers with one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pythonPath } from '../tools/python.ts';

export class AwkwardProcess {
  /** The versions it runs with. */
  readonly started: Promise<string>;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(folder: string) {
    const python = pythonPath();
    if (python === undefined) throw new Error('npm run setup:python first');
    this.#child = spawn(python, [join(import.meta.dirname, 'awkward_ops.py'), folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface(this.#child.stdout as Readable)[Symbol.asyncIterator]();
    this.started = this.#answer();
  }

  ask(line: string): Promise<string> {
    this.#child.stdin?.write(`${line}\n`);
    return this.#answer();
  }

  stop(): void {
    this.#child.stdin?.end();
  }

  async #answer(): Promise<string> {
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('awkward_ops.py ended early');
    return value as string;
  }
}
