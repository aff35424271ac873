import { MergeTree } from './merge-tree.ts';

type Merge<T> = (parts: readonly T[]) => Promise<T> | T;

/** The partial results of a file: merged by the number of the partition, and handed on when none is missing any more. */
export class FileResults<T> {
  readonly tree: MergeTree<T>;
  #left: number;

  constructor(tree: MergeTree<T>, partitions: number) {
    this.tree = tree;
    this.#left = partitions;
  }

  /** Counts a partition as settled; whether it was the last. */
  settle(): boolean {
    this.#left--;
    return this.#left === 0;
  }
}

/**
 * The partial results of a data set: those of each file by a tree of their own, then those of the files by their place. So
 * a file counts the same whatever became of others. Files that arrive late are placed by name when all are there.
 */
export class SetResults<T> {
  readonly #newTree: () => MergeTree<T>;
  readonly #drop: (part: T) => void;
  readonly #placed: MergeTree<T>;
  readonly #late = new Map<string, T>();
  /** Files that are worked on, by name. */
  readonly #open = new Map<string, { readonly results: FileResults<T>; readonly place: number | undefined }>();

  /** What changes or sums up goes one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(merge: Merge<T>, drop: (part: T) => void) {
    this.#drop = drop;
    this.#newTree = () => new MergeTree(merge, drop);
    this.#placed = this.#newTree();
  }

  /** Begins a file with so many partitions; without a place its name gives it one. */
  begin(file: string, partitions: number, place: number | undefined): void {
    this.#open.set(file, { results: new FileResults(this.#newTree(), partitions), place });
  }

  /** Takes what a partition gave; without a part it gave nothing, and leaves a gap. */
  settle(file: string, number: number, part?: T): Promise<void> {
    return this.#inTurn(() => this.#settle(file, number, part));
  }

  /** Hands over all that came as one, undefined where nothing did; what was merged for that alone is dropped after. */
  async look<R>(use: (total: T | undefined) => R | Promise<R>): Promise<R> {
    const made: T[] = [];
    const total = await this.#inTurn(() => this.#total(made));
    try {
      return await use(total);
    } finally {
      for (const part of made) this.#drop(part);
    }
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #settle(file: string, number: number, part: T | undefined): Promise<void> {
    const open = this.#open.get(file);
    if (open === undefined) return;
    if (part !== undefined) await open.results.tree.put(number, part);
    if (!open.results.settle()) return;
    const whole = await open.results.tree.finish();
    this.#open.delete(file);
    if (whole === undefined) return;
    if (open.place === undefined) this.#late.set(file, whole);
    else await this.#placed.put(open.place, whole);
  }

  async #total(made: T[]): Promise<T | undefined> {
    const placed = new Map<number, T>();
    const late = new Map(this.#late);
    for (const [file, { results, place }] of this.#open) {
      const some = await results.tree.total(made);
      if (some === undefined) continue;
      if (place === undefined) late.set(file, some);
      else placed.set(place, some);
    }
    [...late].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([, part], place) => void placed.set(place, part));
    return this.#placed.total(made, placed);
  }
}
