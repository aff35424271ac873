import { createHash } from 'node:crypto';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Done, FileTask, Work } from '../execute/crew/work.ts';
import { splitAddress } from '../sources/root/places.ts';
import { LineFile } from './line-file.ts';

interface Head {
  readonly jagged: 'checkpoint';
  readonly version: 1;
  /** Tells what is computed: results of other work do not count. */
  readonly work: string;
}

interface Line {
  readonly key: string;
  /** The partial results and the report. */
  readonly done: string;
}

/**
 * A file of partial results, a line a partition, in which a run that was cut short is continued. A line counts only for
 * the same work on the same rows of the same file, unchanged since.
 */
export class Checkpoint {
  readonly #path: string;
  readonly #file: LineFile;
  readonly #known: ReadonlyMap<string, string>;

  private constructor(path: string, file: LineFile, known: ReadonlyMap<string, string>) {
    this.#path = path;
    this.#file = file;
    this.#known = known;
  }

  /** Opens or begins one. Throws ExecutionError where it is of other work, or in use by another run. */
  static async open(path: string, works: readonly Work[]): Promise<Checkpoint> {
    await lock(path);
    try {
      const known = new Map<string, string>();
      const head: Head = { jagged: 'checkpoint', version: 1, work: await digestOf(works) };
      const file = await LineFile.open(path, head, (line, isFirst) => {
        if (isFirst) checkHead(path, line as Partial<Head> | undefined, head.work);
        else if (typeof (line as Partial<Line> | undefined)?.done !== 'string') return false;
        else known.set((line as Line).key, (line as Line).done);
        return true;
      });
      return new Checkpoint(path, file, known);
    } catch (error) {
      await unlock(path);
      throw error;
    }
  }

  /** What was found for a piece of work before. */
  async find(dataset: string, { partition }: FileTask): Promise<Done | undefined> {
    const found = this.#known.get(await keyOf(dataset, partition));
    return found === undefined ? undefined : (deserialize(Buffer.from(found, 'base64')) as Done);
  }

  /** Keeps what was found. */
  async keep(dataset: string, { partition }: FileTask, done: Done): Promise<void> {
    const key = await keyOf(dataset, partition);
    await this.#file.write({ key, done: serialize(done).toString('base64') } satisfies Line);
  }

  async close(): Promise<void> {
    await this.#file.close();
    await unlock(this.#path);
  }
}

/** What tells works apart; of files that are joined, also whether they have changed. */
async function digestOf(works: readonly Work[]): Promise<string> {
  const friends = works.flatMap(({ joins }) => joins.flatMap(({ friend }) => friend.files.map(stampOf)));
  return createHash('sha256')
    .update(JSON.stringify([works.map(workKey), await Promise.all(friends)]))
    .digest('hex');
}

/** What a work is, apart from what it is called and how it is done. */
export const workKey = ({ dataset, plan, rows, opening, keys, joins }: Work): readonly unknown[] => [
  dataset,
  plan.trees,
  rows,
  opening,
  keys,
  joins,
];

async function keyOf(dataset: string, { file, start, stop }: FileTask['partition']): Promise<string> {
  return JSON.stringify([dataset, file, ...(await stampOf(file)), start, stop]);
}

async function stampOf(file: string): Promise<readonly [size: number, modified: number]> {
  const { size, mtimeMs } = await stat(splitAddress(file).file);
  return [size, mtimeMs];
}

function checkHead(path: string, head: Partial<Head> | undefined, work: string): void {
  if (head?.jagged !== 'checkpoint')
    throw new ExecutionError('bad-checkpoint', `${path} is no checkpoint`, { hint: 'name another file' });
  if (head.version !== 1 || head.work !== work)
    throw new ExecutionError('other-checkpoint', `${path} is the checkpoint of another analysis`, {
      hint: 'delete it, or name another file: what is computed, or how files are cut, has changed',
    });
}

const lockOf = (path: string): string => `${path}.lock`;

async function lock(path: string): Promise<void> {
  for (;;)
    try {
      const file = await open(lockOf(path), 'wx');
      await file.write(String(process.pid));
      return await file.close();
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST') throw new ExecutionError('cannot-write', `cannot write ${lockOf(path)}`, { cause });
      const pid = Number(await readFile(lockOf(path), 'utf8').catch(() => ''));
      if (pid > 0 && isRunning(pid))
        throw new ExecutionError('checkpoint-in-use', `${path} is in use by another run (process ${pid})`, {
          hint: 'name another file',
        });
      await unlock(path);
    }
}

const unlock = (path: string): Promise<void> => rm(lockOf(path), { force: true });

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
