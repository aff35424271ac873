import { JaggedError } from '../../compiler/tree/problem.ts';
import type { OddFile } from './odd-files.ts';

/** An error as a line of the ledger. */
export interface ErrorEntry {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
}

/** What became of a partition. */
export interface PartitionEntry {
  readonly dataset: string;
  readonly file: string;
  readonly start: number;
  readonly stop: number;
  /** `resumed`: taken from the checkpoint of an earlier run; `skipped`: the run ended before it. */
  readonly status: 'done' | 'resumed' | 'failed' | 'skipped';
  readonly attempts: number;
  readonly seconds: number;
  /** Bytes of the columns in the file, as its metadata tell. */
  readonly bytes: number | undefined;
  readonly worker: string | undefined;
  readonly error: ErrorEntry | undefined;
}

/** What became of a file. */
export interface FileEntry {
  readonly dataset: string;
  readonly file: string;
  /** Events that it declares; undefined where it could not be opened. */
  readonly events: number | undefined;
  readonly partitions: number;
  /** `failed`: it could not be opened; `partial`: some partitions failed or were skipped. */
  readonly status: 'done' | 'partial' | 'failed';
  readonly error: ErrorEntry | undefined;
}

/** What became of a data set. */
export interface DataSetEntry {
  readonly name: string;
  readonly files: number;
  readonly failedFiles: number;
  readonly partitions: number;
  readonly failedPartitions: number;
  /** Events that its files declare, and those that results are of. */
  readonly declared: number;
  readonly seen: number;
  readonly columns: readonly string[];
  /** Files that may not be meant. */
  readonly odd: readonly OddFile[];
}

/** The account of a run: plain data. */
export interface Ledger {
  readonly version: 1;
  readonly executor: string;
  readonly started: string;
  readonly seconds: number;
  /** Whether results are of all events of all files. */
  readonly complete: boolean;
  readonly events: { readonly declared: number; readonly seen: number };
  /** Bytes of the columns that were read, as the files' metadata tell. */
  readonly bytes: number;
  readonly eventsPerSecond: number;
  /** Seconds of all workers in sum: reading and decoding, and computing. */
  readonly stages: { readonly read: number; readonly loop: number };
  readonly datasets: readonly DataSetEntry[];
  readonly files: readonly FileEntry[];
  readonly partitions: readonly PartitionEntry[];
  /** What else is worth knowing, a line each. */
  readonly notes: readonly string[];
}

/** An error as plain data. */
export function errorEntry(error: unknown): ErrorEntry {
  if (error instanceof JaggedError) return { name: error.name, code: error.code, message: error.reason };
  if (error instanceof Error)
    return { name: error.name, code: (error as NodeJS.ErrnoException).code, message: error.message };
  return { name: 'Error', code: undefined, message: String(error) };
}

/** What is known of a data set while it is read. */
export interface SetAccount {
  readonly name: string;
  readonly odd: readonly OddFile[];
  readonly columns: Set<string>;
  readonly files: FileAccount[];
}

/** What is known of a file while it is read. */
export interface FileAccount {
  readonly file: string;
  readonly events: number | undefined;
  readonly error: ErrorEntry | undefined;
  readonly partitions: PartitionEntry[];
}

export interface Totals {
  readonly executor: string;
  readonly started: Date;
  readonly seconds: number;
  readonly stages: { readonly read: number; readonly loop: number };
  readonly notes: readonly string[];
}

/** The ledger of a run. Files and partitions stand in the order of their names and rows. */
export function ledgerOf(sets: readonly SetAccount[], { executor, started, seconds, stages, notes }: Totals): Ledger {
  const datasets = sets.map(dataSetEntry);
  const files = sets.flatMap((set) => sorted(set.files).map((file) => fileEntry(set.name, file)));
  const partitions = sets.flatMap((set) =>
    sorted(set.files).flatMap((file) => file.partitions.toSorted((a, b) => a.start - b.start)),
  );
  const seen = sum(datasets.map((set) => set.seen));
  return {
    version: 1,
    executor,
    started: started.toISOString(),
    seconds,
    complete: files.every(({ status }) => status === 'done'),
    events: { declared: sum(datasets.map((set) => set.declared)), seen },
    bytes: sum(partitions.map(({ status, bytes }) => (status === 'done' ? (bytes ?? 0) : 0))),
    eventsPerSecond: seconds > 0 ? seen / seconds : 0,
    stages,
    datasets,
    files,
    partitions,
    notes,
  };
}

const sorted = (files: readonly FileAccount[]): FileAccount[] => files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const isIn = ({ status }: PartitionEntry): boolean => status === 'done' || status === 'resumed';

function dataSetEntry({ name, odd, columns, files }: SetAccount): DataSetEntry {
  const partitions = files.flatMap((file) => file.partitions);
  const seen = partitions.filter(isIn);
  return {
    name,
    files: files.length,
    failedFiles: files.filter(({ error }) => error !== undefined).length,
    partitions: partitions.length,
    failedPartitions: partitions.length - seen.length,
    declared: sum(files.map(({ events }) => events ?? 0)),
    seen: sum(seen.map(({ start, stop }) => stop - start)),
    columns: [...columns].sort(),
    odd,
  };
}

function fileEntry(dataset: string, { file, events, error, partitions }: FileAccount): FileEntry {
  const whole = partitions.every(isIn) && sum(partitions.map(({ start, stop }) => stop - start)) === (events ?? 0);
  const status = error !== undefined ? 'failed' : whole ? 'done' : 'partial';
  return { dataset, file, events, partitions: partitions.length, status, error };
}
