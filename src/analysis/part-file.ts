import { deserialize, serialize } from 'node:v8';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Done } from '../execute/crew/work.ts';
import { discoverFiles } from '../sources/discover.ts';
import type { ErrorEntry } from './ledger.ts';
import { LineFile, readLines } from './line-file.ts';

interface Head {
  readonly jagged: 'part';
  readonly version: 1;
  /** Tells of which job it is. */
  readonly job: string;
  readonly started: number;
}

/** What became of a task of a job. */
export interface TaskLine {
  readonly task: number;
  readonly attempts: number;
  readonly seconds: number;
  readonly ended: number;
  /** The partial results and the report. */
  readonly done?: string | undefined;
  readonly error?: ErrorEntry | undefined;
}

/** What parts hold, by task. */
export interface Found {
  readonly files: number;
  readonly lines: Map<number, TaskLine>;
  /** When the first of them began, in milliseconds. */
  started: number;
}

/** A file that one job of a batch system writes: what became of its tasks, a line each. One that was cut short continues. */
export class PartFile {
  /** What an earlier attempt has left. */
  readonly found: Found;
  readonly #file: LineFile;

  private constructor(file: LineFile, found: Found) {
    this.#file = file;
    this.found = found;
  }

  /** Opens or begins one. Throws ExecutionError `other-part` where it is of another job. */
  static async open(path: string, job: string): Promise<PartFile> {
    const found = nothing();
    const head: Head = { jagged: 'part', version: 1, job, started: Date.now() };
    return new PartFile(await LineFile.open(path, head, taker(path, job, found)), found);
  }

  write(line: Omit<TaskLine, 'done'>, done?: Done): Promise<void> {
    return this.#file.write({ ...line, done: done === undefined ? undefined : serialize(done).toString('base64') });
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

export const doneOf = ({ done }: TaskLine): Done | undefined =>
  done === undefined ? undefined : (deserialize(Buffer.from(done, 'base64')) as Done);

/**
 * Reads what parts of a job hold: files, globs, or folders of `.part` files. Throws SourceError where there are none,
 * ExecutionError where a file is no part, or of another job.
 */
export async function readParts(where: string | readonly string[], job: string): Promise<Found> {
  const found = nothing();
  const paths = await discoverFiles(where, { extensions: ['.part'] });
  for (const path of paths) await readLines(path, taker(path, job, found));
  return { ...found, files: paths.length };
}

const nothing = (): Found => ({ files: 0, lines: new Map(), started: Number.POSITIVE_INFINITY });

function taker(path: string, job: string, found: Found): (line: unknown, isFirst: boolean) => boolean {
  return (line, isFirst) => {
    if (isFirst) {
      found.started = Math.min(found.started, headOf(path, line, job).started);
      return true;
    }
    const told = line as TaskLine | undefined;
    if (typeof told?.task !== 'number') return false;
    // a task that was done stays done, whatever became of other attempts
    if (found.lines.get(told.task)?.done === undefined) found.lines.set(told.task, told);
    return true;
  };
}

function headOf(path: string, line: unknown, job: string): Head {
  const head = line as Partial<Head> | undefined;
  if (head?.jagged !== 'part' || head.version !== 1)
    throw new ExecutionError('bad-part', `${path} is no part of a job`, { hint: 'jagged run-partition writes parts' });
  if (head.job !== job)
    throw new ExecutionError('other-part', `${path} is a part of another job`, {
      hint: 'run its tasks anew: what is computed, or how files are cut, has changed',
    });
  return head as Head;
}
