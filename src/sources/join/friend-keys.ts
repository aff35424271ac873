import { SourceError } from '../../../compiler/tree/problem.ts';
import type { NumberArray } from '../../../kernels/dtype.ts';
import { indexKeys, type KeyIndex } from '../../../kernels/key-index.ts';
import type { Layout, NumbersLayout, RecordLayout } from '../../../kernels/layout.ts';
import type { Source } from '../source.ts';
import { FriendRows } from './friend-rows.ts';
import { needsOfKey, shortName } from './joining.ts';

type Path = readonly string[];

/** The index of a friend's keys: made when it is first wanted, and kept for all that join the same friend on the same key. */
export class FriendKeys {
  readonly #friend: Source;
  readonly #paths: readonly Path[];
  #known: KeyIndex | undefined;
  #made: Promise<KeyIndex> | undefined;

  private constructor(friend: Source, paths: readonly Path[]) {
    this.#friend = friend;
    this.#paths = paths;
  }

  /** The keys at the paths of a source's rows. */
  static of(friend: Source, paths: readonly Path[]): FriendKeys {
    const all = ofSource.get(friend) ?? new Map<string, FriendKeys>();
    ofSource.set(friend, all);
    const key = JSON.stringify(paths);
    const keys = all.get(key) ?? new FriendKeys(friend, paths);
    all.set(key, keys);
    return keys;
  }

  /** The index, where it is made already. */
  get known(): KeyIndex | undefined {
    return this.#known;
  }

  /** Takes the index that another thread has made. */
  use(index: KeyIndex): void {
    this.#known = index;
    this.#made = Promise.resolve(index);
  }

  /** The index. Throws SourceError `duplicate-keys` where two rows have one key. */
  index(): Promise<KeyIndex> {
    this.#made ??= this.#make().then(
      (index) => {
        this.#known = index;
        return index;
      },
      (error: unknown) => {
        // who asks again tries anew
        this.#made = undefined;
        throw error;
      },
    );
    return this.#made;
  }

  async #make(): Promise<KeyIndex> {
    const rows = FriendRows.of(this.#friend).starts.at(-1);
    const needs = needsOfKey(this.#paths);
    const pieces: NumberArray[][] = [];
    for (const partition of this.#friend.partitions()) {
      const read = await this.#friend.read(partition, { needs });
      pieces.push(keyColumns(read, this.#paths));
    }
    const { index, repeated } = indexKeys(pieces, this.#paths.length);
    if (repeated.count === 0) return index;
    const named = repeated.first.map((row) => `(${keyText(this.#paths, pieces, row)})`);
    throw new SourceError(
      'duplicate-keys',
      `${repeated.count} of the ${rows} rows of ${shortName(this.#friend.info.name)} ${repeated.count === 1 ? 'has' : 'have'} the key of another row: ${listed(named, repeated.count)}`,
      { hint: 'a key must say which row is meant: leave the repeated rows out, or join on more fields' },
    );
  }
}

const ofSource = new WeakMap<Source, Map<string, FriendKeys>>();

/** The columns of the key in rows. */
export const keyColumns = (rows: RecordLayout, paths: readonly Path[]): NumberArray[] =>
  paths.map((path) => {
    let at: Layout = rows;
    for (const name of path) at = (at as RecordLayout).fields.get(name) as Layout;
    return (at as NumbersLayout).data;
  });

/** The key of a row, counted through all pieces, for a message: `run 1, event 5`. */
export function keyText(paths: readonly Path[], pieces: readonly (readonly NumberArray[])[], row: number): string {
  let at = row;
  for (const columns of pieces) {
    const length = (columns[0] as NumberArray).length;
    if (at < length) return paths.map((path, i) => `${path.join('.')} ${(columns[i] as NumberArray)[at]}`).join(', ');
    at -= length;
  }
  throw new RangeError(`there is no row ${row}`);
}

/** The first of many, in words. */
export const listed = (first: readonly string[], count: number): string =>
  `${first.join(', ')}${count > first.length ? `, … (${count} in all)` : ''}`;
