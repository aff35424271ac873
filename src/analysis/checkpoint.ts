import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { deserialize, serialize } from 'node:v8';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Done, FileTask, Work } from '../execute/crew/work.ts';
import { splitAddress } from '../sources/root/places.ts';

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
 * the same work on the same rows of the same file, unchanged since. A last line that is not whole is forgotten.
 */
export class Checkpoint {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #known: Map<string, string>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, known: Map<string, string>) {
    this.#path = path;
    this.#file = file;
    this.#known = known;
  }

  /** Opens or begins one. Throws ExecutionError where it is of other work, or in use by another run. */
  static async open(path: string, works: readonly Work[]): Promise<Checkpoint> {
    await lock(path);
    try {
      const work = createHash('sha256')
        .update(JSON.stringify(await Promise.all(works.map(workKey))))
        .digest('hex');
      const there = await stat(path).catch(() => undefined);
      const read =
        there === undefined || there.size === 0
          ? { known: new Map(), whole: 0 }
          : await readLines(path, there.size, work);
      const file = await open(path, there === undefined ? 'w' : 'r+');
      await file.truncate(read.whole);
      const checkpoint = new Checkpoint(path, file, read.known);
      checkpoint.#end = read.whole;
      if (read.whole === 0) await checkpoint.#write({ jagged: 'checkpoint', version: 1, work } satisfies Head);
      return checkpoint;
    } catch (error) {
      await unlock(path);
      throw error;
    }
  }

  #end = 0;

  /** What was found for a piece of work before. */
  async find(dataset: string, { partition }: FileTask): Promise<Done | undefined> {
    const found = this.#known.get(await keyOf(dataset, partition));
    return found === undefined ? undefined : (deserialize(Buffer.from(found, 'base64')) as Done);
  }

  /** Keeps what was found. */
  async keep(dataset: string, { partition }: FileTask, done: Done): Promise<void> {
    const key = await keyOf(dataset, partition);
    await this.#write({ key, done: serialize(done).toString('base64') } satisfies Line);
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#file.close();
    await unlock(this.#path);
  }

  #write(line: Head | Line): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const writing = this.#last.then(async () => {
      await this.#file.write(bytes, 0, bytes.length, this.#end);
      this.#end += bytes.length;
    });
    this.#last = writing.catch(() => undefined);
    return writing;
  }
}

/** What tells works apart; of files that are joined, also whether they have changed. */
async function workKey({ dataset, plan, rows, opening, keys, joins }: Work): Promise<unknown> {
  const friends = await Promise.all(joins.flatMap(({ friend }) => friend.files.map(stampOf)));
  return [dataset, plan.trees, rows, opening, keys, joins, friends];
}

async function keyOf(dataset: string, { file, start, stop }: FileTask['partition']): Promise<string> {
  return JSON.stringify([dataset, file, ...(await stampOf(file)), start, stop]);
}

async function stampOf(file: string): Promise<readonly [size: number, modified: number]> {
  const { size, mtimeMs } = await stat(splitAddress(file).file);
  return [size, mtimeMs];
}

async function readLines(
  path: string,
  size: number,
  work: string,
): Promise<{ known: Map<string, string>; whole: number }> {
  const known = new Map<string, string>();
  let whole = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = parsed(text);
    const end = whole + Buffer.byteLength(text) + 1;
    // a line without an end may be part of one
    if (end > size) break;
    if (whole === 0) checkHead(path, line as Partial<Head> | undefined, work);
    else if (typeof (line as Partial<Line> | undefined)?.done === 'string')
      known.set((line as Line).key, (line as Line).done);
    else break;
    whole = end;
  }
  return { known, whole };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
