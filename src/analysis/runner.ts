import { mayPass } from '../execute/crew/may-pass.ts';
import { type Crew, type Executor, type Handle, isRemote, type RemoteCrew } from '../execute/crew/crew.ts';
import type { Done, FileTask, Parts } from '../execute/crew/work.ts';
import { WorkFiles } from '../execute/crew/work-files.ts';
import { localOutputs } from '../execute/executor.ts';
import { mergeParts } from '../execute/merge.ts';
import { whereOf } from '../execute/partition.ts';
import { addressedFiles, addressOf } from '../sources/root/places.ts';
import type { Source } from '../sources/source.ts';
import { Budget } from './budget.ts';
import { Checkpoint } from './checkpoint.ts';
import { cut } from './cut.ts';
import type { FoundDataSet } from './data-sets.ts';
import { errorEntry, type FileAccount, type Ledger, ledgerOf, type PartitionEntry, type SetAccount } from './ledger.ts';
import type { Prepared } from './processor.ts';
import { Queue } from './queue.ts';
import { SetResults } from './set-results.ts';

/** How a run goes. */
export interface Running {
  readonly executor: Executor;
  readonly signal: AbortSignal | undefined;
  readonly onError: 'raise' | 'skip';
  readonly retries: number;
  readonly memoryLimit: number | undefined;
  readonly maxChunks: number | undefined;
  readonly checkpoint: string | undefined;
  readonly onEvent: (event: RunEvent) => void;
}

/** What happens in a run, as it happens. */
export type RunEvent =
  /** A file was opened, and is cut into partitions. */
  | {
      readonly is: 'file';
      readonly dataset: string;
      readonly file: string;
      readonly events: number;
      readonly partitions: number;
    }
  | { readonly is: 'bad-file'; readonly dataset: string; readonly file: string; readonly error: Error }
  | { readonly is: 'partition'; readonly entry: PartitionEntry }
  | { readonly is: 'retry'; readonly where: string; readonly attempt: number; readonly error: Error }
  /** What a worker, or the run, has to say. */
  | { readonly is: 'log'; readonly text: string; readonly worker: string; readonly where: string | undefined };

/** What a data set gave: partial results of all its rows; undefined where nothing was read. */
export type SetParts = Parts | undefined;

/** Partial results, here or elsewhere. */
type Part = Parts | Handle;

/** Rows of a file, where they stand in the run. */
interface Piece {
  readonly set: number;
  readonly file: FileAccount;
  readonly number: number;
  readonly task: FileTask;
  /** What they take in memory, where that is bounded. */
  readonly bytes: number;
}

/** Reads the files of data sets, has the work of their partitions done, and merges what it gives. Runs once. */
export class Runner {
  readonly #sets: readonly FoundDataSet[];
  readonly #prepared: readonly Prepared[];
  readonly #running: Running;
  readonly #accounts: readonly SetAccount[];
  readonly #results: readonly SetResults<Part>[];
  readonly #files = new WorkFiles();
  readonly #stop = new AbortController();
  readonly #started = new Date();
  readonly #stages = { read: 0, loop: 0 };
  readonly #notes: string[] = [];
  readonly #budget: Budget | undefined;
  /** Where the pieces under way lie, for what workers say of them. */
  readonly #where = new Map<number, string>();
  #queue: Queue<Piece> | undefined;
  #crew: Crew | RemoteCrew | undefined;
  #checkpoint: Checkpoint | undefined;
  #tasks = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(sets: readonly FoundDataSet[], prepared: readonly Prepared[], running: Running) {
    this.#sets = sets;
    this.#prepared = prepared;
    this.#running = running;
    this.#accounts = sets.map(({ name, odd }) => ({ name, odd, columns: new Set(), files: [] }));
    this.#results = sets.map(
      (_, set) =>
        new SetResults<Part>(
          (parts) => this.#merge(set, parts),
          (part) => this.#drop(part),
        ),
    );
    this.#budget = running.memoryLimit === undefined ? undefined : new Budget(running.memoryLimit);
  }

  /** Does all of it: the partial results of each data set. */
  async run(): Promise<SetParts[]> {
    const { signal, executor, checkpoint } = this.#running;
    signal?.throwIfAborted();
    const abort = (): void => this.#fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const works = this.#prepared.map(({ work }) => work);
    try {
      this.#checkpoint = checkpoint === undefined ? undefined : await Checkpoint.open(checkpoint, works);
      const log = (text: string, worker: string, task?: number): void => this.#log(text, worker, task);
      this.#crew = await executor.begin({ works, signal: this.#stop.signal, log });
      await this.#work(this.#crew);
      return await this.soFar();
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#stop.abort();
      await this.#crew?.end();
      await this.#checkpoint?.close();
    }
  }

  /** The partial results of each data set, of what is done so far. */
  soFar(): Promise<SetParts[]> {
    return Promise.all(
      this.#results.map((results) => results.look((total) => (total === undefined ? undefined : this.#here(total)))),
    );
  }

  /** The account of what is done so far. */
  ledger(): Ledger {
    return ledgerOf(this.#accounts, {
      executor: this.#running.executor.name,
      started: this.#started,
      seconds: (Date.now() - this.#started.getTime()) / 1000,
      stages: { read: this.#stages.read / 1000, loop: this.#stages.loop / 1000 },
      notes: this.#notes,
    });
  }

  async #work(crew: Crew | RemoteCrew): Promise<void> {
    const queue = new Queue<Piece>(2 * crew.width + 6);
    this.#queue = queue;
    const feeding = Promise.all(this.#sets.map((_, set) => this.#feed(set, queue)))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => queue.close());
    await Promise.all(Array.from({ length: crew.width }, () => this.#lane(crew, queue)));
    for (const { file, set, task } of queue.drain())
      file.partitions.push(this.#entry(set, task, { status: 'skipped', attempts: 0, seconds: 0 }));
    // files that are still to come are not waited for once it is over
    if (this.#failure === undefined) await feeding;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort(error);
    this.#queue?.close();
  }

  // --- files ---

  /** Opens the files of a data set, one after the other, and hands out their partitions. */
  async #feed(set: number, queue: Queue<Piece>): Promise<void> {
    const { files, name } = this.#sets[set] as FoundDataSet;
    const most = this.#running.maxChunks ?? Number.POSITIVE_INFINITY;
    const { needs } = (this.#prepared[set] as Prepared).plan;
    let place = 0;
    let chunks = 0;
    for await (const file of each(files, this.#stop.signal)) {
      if (chunks >= most) return;
      const here = place++;
      const source = await this.#open(set, file);
      if (source === undefined) continue;
      const { partitions, events } = cut(source, most - chunks);
      chunks += partitions.length;
      const account: FileAccount = { file, events, error: undefined, partitions: [] };
      this.#accounts[set]?.files.push(account);
      this.#running.onEvent({ is: 'file', dataset: name, file, events, partitions: partitions.length });
      this.#results[set]?.begin(file, partitions.length, Array.isArray(files) ? here : undefined);
      for (const [number, partition] of partitions.entries()) {
        const task = { id: this.#tasks++, work: set, partition };
        const bytes = this.#budget === undefined ? 0 : (source.sizeOf?.(partition, needs).bytes ?? 0);
        if (!(await queue.put({ set, file: account, number, task, bytes }))) return;
      }
    }
  }

  async #open(set: number, file: string): Promise<Source | undefined> {
    const { work } = this.#prepared[set] as Prepared;
    for (let attempt = 1; ; attempt++)
      try {
        return await this.#files.open(work, file);
      } catch (error) {
        if (this.#again(file, attempt, error)) continue;
        const { name } = this.#sets[set] as FoundDataSet;
        this.#accounts[set]?.files.push({ file, events: undefined, error: errorEntry(error), partitions: [] });
        this.#running.onEvent({ is: 'bad-file', dataset: name, file, error: error as Error });
        if (this.#running.onError === 'raise') this.#fail(error);
        return undefined;
      }
  }

  /** Whether something is tried again. */
  #again(where: string, attempt: number, error: unknown): boolean {
    const again = attempt <= this.#running.retries && !this.#stop.signal.aborted && mayPass(error);
    if (again) this.#running.onEvent({ is: 'retry', where, attempt, error: error as Error });
    return again;
  }

  // --- partitions ---

  /** Does one piece of work after the other. */
  async #lane(crew: Crew | RemoteCrew, queue: Queue<Piece>): Promise<void> {
    for (let piece = await queue.take(); piece !== undefined; piece = await queue.take()) {
      if (this.#stop.signal.aborted) {
        piece.file.partitions.push(this.#entry(piece.set, piece.task, { status: 'skipped', attempts: 0, seconds: 0 }));
        continue;
      }
      await this.#budget?.take(piece.bytes);
      try {
        await this.#do(crew, piece);
      } catch (error) {
        this.#fail(error);
      } finally {
        this.#budget?.give(piece.bytes);
      }
    }
  }

  async #do(crew: Crew | RemoteCrew, piece: Piece): Promise<void> {
    const { set, task, file, number } = piece;
    const where = whereOf(task.partition);
    const begun = Date.now();
    const seconds = (): number => (Date.now() - begun) / 1000;
    this.#where.set(task.id, where);
    const known = await this.#checkpoint?.find(this.#nameOf(set), task);
    for (let attempt = 1; ; attempt++)
      try {
        const { parts, report }: Done<Part> = known ?? (await crew.do(task));
        for (const { did, milliseconds } of report.steps)
          this.#stages[did === 'read' ? 'read' : 'loop'] += milliseconds;
        for (const column of report.columns) this.#accounts[set]?.columns.add(column);
        if (known === undefined) await this.#keep(piece, { parts, report });
        await this.#results[set]?.settle(file.file, number, parts);
        const { bytes, worker } = report;
        const status = known === undefined ? 'done' : 'resumed';
        this.#settled(piece, { status, attempts: attempt, seconds: seconds(), bytes, worker });
        break;
      } catch (error) {
        if (this.#stop.signal.aborted) {
          file.partitions.push(this.#entry(set, task, { status: 'skipped', attempts: attempt, seconds: seconds() }));
          break;
        }
        if (this.#again(where, attempt, error)) continue;
        await this.#results[set]?.settle(file.file, number);
        this.#settled(piece, { status: 'failed', attempts: attempt, seconds: seconds(), error: errorEntry(error) });
        if (this.#running.onError === 'raise') throw error;
        break;
      }
    this.#where.delete(task.id);
  }

  #settled({ set, task, file }: Piece, became: Became): void {
    const entry = this.#entry(set, task, became);
    file.partitions.push(entry);
    this.#running.onEvent({ is: 'partition', entry });
  }

  #entry(set: number, { partition: { file, start, stop } }: FileTask, became: Became): PartitionEntry {
    const unknown = { bytes: undefined, worker: undefined, error: undefined };
    return { dataset: this.#nameOf(set), file, start, stop, ...unknown, ...became };
  }

  #nameOf(set: number): string {
    return (this.#sets[set] as FoundDataSet).name;
  }

  /** Keeps what was found for another run; that this fails is no reason to lose this one. */
  async #keep({ set, task }: Piece, { parts, report }: Done<Part>): Promise<void> {
    if (this.#checkpoint === undefined) return;
    try {
      await this.#checkpoint.keep(this.#nameOf(set), task, { parts: await this.#here(parts), report });
    } catch (error) {
      const note = `the checkpoint cannot be written any more: ${errorEntry(error).message}`;
      if (this.#notes.includes(note)) return;
      this.#notes.push(note);
      this.#log(note, 'the run');
    }
  }

  #log(text: string, worker: string, task?: number): void {
    const where = task === undefined ? undefined : this.#where.get(task);
    this.#running.onEvent({ is: 'log', text, worker, where });
  }

  // --- partial results, which may be elsewhere ---

  async #merge(set: number, parts: readonly Part[]): Promise<Part> {
    const crew = this.#crew as Crew | RemoteCrew;
    if (isRemote(crew) && !parts.some(isHere)) return crew.merge(set, parts as readonly Handle[]);
    const here = await Promise.all(parts.map((part) => this.#here(part)));
    return mergeParts(localOutputs((this.#prepared[set] as Prepared).plan), here);
  }

  #drop(part: Part): void {
    if (!isHere(part)) (this.#crew as RemoteCrew).release(part);
  }

  async #here(part: Part): Promise<Parts> {
    return isHere(part) ? part : (this.#crew as RemoteCrew).fetch(part);
  }
}

type Became = Pick<PartitionEntry, 'status' | 'attempts' | 'seconds'> &
  Partial<Pick<PartitionEntry, 'bytes' | 'worker' | 'error'>>;

const isHere = (part: Part): part is Parts => Array.isArray(part);

/** Files as they come, by the addresses that sources know them by; ends where the signal aborts. */
async function* each(files: FoundDataSet['files'], signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  if (Array.isArray(files)) {
    for (const file of files as readonly string[]) {
      if (signal.aborted) return;
      yield file;
    }
    return;
  }
  const coming = (files as AsyncIterable<string | URL>)[Symbol.asyncIterator]();
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([coming.next(), aborted]);
      if (next === undefined || next.done === true) return;
      for (const found of await addressedFiles([next.value], undefined)) yield addressOf(found);
    }
  } finally {
    void Promise.resolve(coming.return?.()).catch(() => undefined);
  }
}
