import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { ExecutionError, ExpressionError, SourceError } from '../../compiler/tree/problem.ts';
import type { FileTask, Work } from '../execute/crew/work.ts';
import { WorkFiles } from '../execute/crew/work-files.ts';
import { splitAddress } from '../sources/root/places.ts';
import type { Partition, Source } from '../sources/source.ts';
import { workKey } from './checkpoint.ts';
import { cut } from './cut.ts';
import type { FoundDataSet } from './data-sets.ts';
import { type ErrorEntry, errorEntry } from './ledger.ts';

/** An analysis as a file, for batch systems: what is computed, and the partitions of all files. Plain JSON. */
export interface Job {
  readonly jagged: 'job';
  readonly version: 1;
  readonly works: readonly Work[];
  readonly files: readonly JobFile[];
  /** Files that are joined with them, and their bytes. */
  readonly joined: readonly Stamp[];
}

/** A file, and its bytes when the job was written; undefined where these are not known. */
interface Stamp {
  readonly file: string;
  readonly size?: number | undefined;
}

/** A file of a data set, as it was cut. */
export interface JobFile extends Stamp {
  /** The place of its data set among the works, and its place among the files of this. */
  readonly work: number;
  readonly place: number;
  readonly events?: number | undefined;
  readonly partitions: readonly Omit<Partition, 'file'>[];
  /** Why it could not be opened, where that is left out. */
  readonly error?: ErrorEntry | undefined;
}

/** What a job holds. */
export interface JobSummary {
  /** Partitions: as many tasks may be given to a batch system. */
  readonly tasks: number;
  readonly files: number;
  readonly events: number;
  /** Files that could not be opened. */
  readonly failed: readonly string[];
}

export interface Cutting {
  readonly maxChunks: number | undefined;
  readonly onError: 'raise' | 'skip';
}

/** Opens the metadata of all files and cuts them, as a run does. Throws SourceError for one that cannot be opened. */
export async function makeJob(
  sets: readonly FoundDataSet[],
  works: readonly Work[],
  { maxChunks = Number.POSITIVE_INFINITY, onError }: Cutting,
): Promise<Job> {
  const files: JobFile[] = [];
  const opener = new WorkFiles();
  for (const [work, { name, files: found }] of sets.entries()) {
    if (!Array.isArray(found))
      throw new ExpressionError('not-known', `how many files ${name} has is not known before they come`);
    let left = maxChunks;
    for (const [place, file] of (found as readonly string[]).entries()) {
      if (left <= 0) break;
      const one = await cutFile({ work, place, file }, () => opener.open(works[work] as Work, file), left);
      if (one.error !== undefined && onError === 'raise') throw one.error;
      files.push({ ...one, error: one.error === undefined ? undefined : errorEntry(one.error) });
      left -= one.partitions.length;
    }
  }
  const friends = new Set(works.flatMap(({ joins }) => joins.flatMap(({ friend }) => friend.files)));
  const joined = await Promise.all([...friends].map(async (file) => ({ file, size: await sizeOf(file) })));
  return { jagged: 'job', version: 1, works, files, joined };
}

type Uncut = Pick<JobFile, 'work' | 'place' | 'file'>;

async function cutFile(
  file: Uncut,
  open: () => Promise<Source>,
  most: number,
): Promise<Omit<JobFile, 'error'> & { readonly error?: unknown }> {
  try {
    const { partitions, events } = cut(await open(), most);
    const size = await sizeOf(file.file);
    return { ...file, size, events, partitions: partitions.map(({ file: _, ...rows }) => rows) };
  } catch (error) {
    return { ...file, partitions: [], error };
  }
}

export function summaryOf({ files }: Job): JobSummary {
  return {
    tasks: files.reduce((sum, { partitions }) => sum + partitions.length, 0),
    files: files.length,
    events: files.reduce((sum, { events = 0 }) => sum + events, 0),
    failed: files.flatMap(({ file, error }) => (error === undefined ? [] : [file])),
  };
}

/** Reads a job. Throws ExecutionError `bad-job` where a file is none. */
export async function readJob(path: string): Promise<Job> {
  let job: Partial<Job> | null;
  try {
    job = JSON.parse(await readFile(path, 'utf8')) as Partial<Job> | null;
  } catch (cause) {
    throw new ExecutionError('bad-job', `${path} is no job: ${(cause as Error).message}`, { cause });
  }
  const { works, files, joined } = job ?? {};
  const isWhole = Array.isArray(works) && Array.isArray(joined) && isFiles(files, works.length);
  if (job?.jagged !== 'job' || job.version !== 1 || !isWhole)
    throw new ExecutionError('bad-job', `${path} is no job of version 1`, {
      hint: 'analysis(…).writeJob(path) writes one',
    });
  return job as Job;
}

function isFiles(files: unknown, works: number): boolean {
  return (
    Array.isArray(files) &&
    (files as readonly Partial<JobFile>[]).every(
      ({ work, place, file, partitions }) =>
        isCount(work) && work < works && isCount(place) && typeof file === 'string' && isPartitions(partitions),
    )
  );
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isPartitions = (partitions: unknown): boolean =>
  Array.isArray(partitions) &&
  (partitions as readonly Partial<Partition>[]).every(
    ({ index, start, stop }) => isCount(index) && isCount(start) && isCount(stop) && start <= stop,
  );

/** The pieces of work of a job, in their order. */
export function tasksOf({ files }: Job): FileTask[] {
  return files
    .flatMap(({ work, file, partitions }) => partitions.map((rows) => ({ work, partition: { ...rows, file } })))
    .map((task, id) => ({ id, ...task }));
}

/** Tells jobs apart: parts of another do not count. */
export const digestOfJob = ({ works, files, joined }: Job): string =>
  createHash('sha256')
    .update(JSON.stringify([works.map(workKey), files, joined]))
    .digest('hex');

/** Whether works compute the same. */
export const sameWorks = (some: readonly Work[], others: readonly Work[]): boolean =>
  JSON.stringify(some.map(workKey)) === JSON.stringify(others.map(workKey));

/** Throws SourceError `file-changed` where a file is not what was cut. */
export async function checkFile({ file, size }: Stamp): Promise<void> {
  const now = await sizeOf(file);
  if (size !== undefined && now !== undefined && now !== size)
    throw new SourceError('file-changed', `${file} has ${now} bytes now, and had ${size} when the job was written`, {
      hint: 'write the job anew',
    });
}

const sizeOf = async (file: string): Promise<number | undefined> =>
  (await stat(splitAddress(file).file).catch(() => undefined))?.size;

/**
 * The tasks that a text names, of so many: `7`, `10-19`, or `2/20`, the third of twenty shares. Throws ExpressionError
 * `no-such-task` where there are none such.
 */
export function chosenTasks(text: string, count: number): number[] {
  const [, first, to, last] = /^(\d+)(?:([-/])(\d+))?$/.exec(text.trim()) ?? [];
  const [a, b] = [Number(first), Number(last ?? first)];
  const wrong = first === undefined || (to === '/' ? a >= b : a > b || b >= count);
  if (wrong)
    throw new ExpressionError('no-such-task', `there is no task '${text}'`, {
      hint: `the job has ${count} tasks, counted from 0: 7, 10-19, or 2/20 for the third of twenty shares`,
    });
  const [start, stop] = to === '/' ? [Math.floor((a * count) / b), Math.floor(((a + 1) * count) / b)] : [a, b + 1];
  return Array.from({ length: stop - start }, (_, i) => start + i);
}
