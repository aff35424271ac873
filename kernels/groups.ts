import { ValueProblem, whole } from './scalar.ts';

/** What can be a key, or a part of one. */
export type Key = number | bigint | string | boolean;

/** What is known of the entries of each key: nothing, how many there are, or the sum of their values. */
export type Grouping = 'distinct' | 'count' | 'sum' | 'wholeSum';

/** The keys in the order of first appearance, each part of them in an array of its own, and what is known of each. */
export interface GroupsPartial {
  readonly keys: readonly (readonly Key[])[];
  readonly values?: Float64Array;
}

type Places = Map<Key, Places | number>;

/** Gathers keys of one or several parts. There are at most so many; one more is an error, before memory ends. */
export class Groups {
  readonly #keys: readonly Key[][];
  readonly #places: Places = new Map();
  readonly #how: Grouping;
  readonly #most: number;
  #values: Float64Array;
  #count = 0;

  constructor(parts: number, how: Grouping, most: number) {
    this.#keys = Array.from({ length: parts }, () => []);
    this.#how = how;
    this.#most = most;
    this.#values = new Float64Array(how === 'distinct' ? 0 : 64);
  }

  /** The place of a key; a new one at the end where it was not known. */
  place(...parts: Key[]): number {
    let places = this.#places;
    const last = parts.length - 1;
    for (let i = 0; i < last; i++) {
      const part = parts[i] as Key;
      let inner = places.get(part) as Places | undefined;
      if (inner === undefined) places.set(part, (inner = new Map()));
      places = inner;
    }
    const known = places.get(parts[last] as Key);
    if (known !== undefined) return known as number;
    if (this.#count === this.#most) throw tooMany(this.#most);
    places.set(parts[last] as Key, this.#count);
    // + 0 turns -0 into 0, which a Map takes for the same key
    parts.forEach((part, i) => this.#keys[i]?.push(typeof part === 'number' ? part + 0 : part));
    return this.#count++;
  }

  /** Adds to what is known of the key at a place: 1, or a value of it. */
  add(place: number, value: number): void {
    if (place >= this.#values.length) this.#grow(place + 1);
    const sum = (this.#values[place] as number) + value;
    this.#values[place] = this.#how === 'wholeSum' ? whole(sum) : sum;
  }

  partial(): GroupsPartial {
    const keys = this.#keys;
    if (this.#how === 'distinct') return { keys };
    this.#grow(this.#count);
    return { keys, values: this.#values.slice(0, this.#count) };
  }

  #grow(size: number): void {
    if (size <= this.#values.length) return;
    const larger = new Float64Array(Math.max(size, 2 * this.#values.length));
    larger.set(this.#values);
    this.#values = larger;
  }
}

function tooMany(most: number): ValueProblem {
  return new ValueProblem(
    'too-many-keys',
    `there are more than ${most.toLocaleString('en-US')} different keys`,
    'take keys that more entries share, or allow more: { most: … }',
  );
}

/** Both in one: the keys of the first, then those of the second that are new. */
export function mergeGroups(a: GroupsPartial, b: GroupsPartial, how: Grouping, most: number): GroupsPartial {
  const groups = new Groups(a.keys.length, how, most);
  for (const { keys, values } of [a, b]) {
    const length = keys[0]?.length ?? 0;
    for (let i = 0; i < length; i++) {
      const place = groups.place(...keys.map((part) => part[i] as Key));
      if (values !== undefined) groups.add(place, values[i] as number);
    }
  }
  return groups.partial();
}
