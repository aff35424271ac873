import { FAN_IN } from '../execute/merge.ts';

/**
 * Merges what comes in any order by one fixed tree of eight over its number, as soon as neighbours are there: so that little
 * is kept, and the result has the same bits whoever was done first. What never comes leaves a gap.
 */
export class MergeTree<T> {
  readonly #merge: (parts: readonly T[]) => Promise<T> | T;
  readonly #drop: (part: T) => void;
  /** By level and number: what is there and not merged yet. */
  readonly #levels: Map<number, T>[] = [];
  /** Merging goes one after the other. */
  #last: Promise<void> = Promise.resolve();

  /** `drop` takes parts that went into another and are not used any more. */
  constructor(merge: (parts: readonly T[]) => Promise<T> | T, drop: (part: T) => void = () => undefined) {
    this.#merge = merge;
    this.#drop = drop;
  }

  /** Takes a part; resolves when what it completes is merged. */
  put(number: number, part: T): Promise<void> {
    this.#last = this.#last.then(() => this.#put(0, number, part));
    return this.#last;
  }

  /**
   * All that came as one, with parts that are not whole yet; undefined where nothing did. Takes nothing away: what was merged
   * for it is told in `made`, and is whoever's who asked.
   */
  total(made: T[], unfinished: ReadonlyMap<number, T> = new Map()): Promise<T | undefined> {
    // in turn, as a part must not be both in a group and in what the group was merged into
    const total = this.#last.then(() => this.#total(made, unfinished));
    this.#last = total.then(
      () => undefined,
      () => undefined,
    );
    return total;
  }

  /** All that came as one, and nothing else is kept. */
  async finish(): Promise<T | undefined> {
    const made: T[] = [];
    const total = await this.total(made);
    const kept = this.#levels.splice(0).flatMap((level) => [...level.values()]);
    for (const part of [...kept, ...made]) if (part !== total) this.#drop(part);
    return total;
  }

  async #total(made: T[], unfinished: ReadonlyMap<number, T>): Promise<T | undefined> {
    let below = new Map<number, T>(unfinished);
    for (let level = 0; level < this.#levels.length || [...below.keys()].some((number) => number > 0); level++) {
      const here = [...below, ...(this.#levels[level] ?? [])].sort(([a], [b]) => a - b);
      below = new Map();
      for (const [group, parts] of groups(here)) {
        const one = await this.#one(parts);
        if (parts.length > 1) made.push(one);
        below.set(group, one);
      }
    }
    return below.get(0);
  }

  async #put(level: number, number: number, part: T): Promise<void> {
    this.#levels[level] ??= new Map();
    const here = this.#levels[level];
    here.set(number, part);
    const group = Math.floor(number / FAN_IN);
    const numbers = Array.from({ length: FAN_IN }, (_, i) => group * FAN_IN + i);
    if (!numbers.every((one) => here.has(one))) return;
    const merged = await this.#one(numbers.map((one) => here.get(one) as T));
    for (const one of numbers) {
      this.#drop(here.get(one) as T);
      here.delete(one);
    }
    await this.#put(level + 1, group, merged);
  }

  #one(parts: readonly T[]): Promise<T> | T {
    return parts.length === 1 ? (parts[0] as T) : this.#merge(parts);
  }
}

function groups<T>(sorted: readonly (readonly [number, T])[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const [number, part] of sorted) {
    const group = Math.floor(number / FAN_IN);
    found.set(group, [...(found.get(group) ?? []), part]);
  }
  return found;
}
