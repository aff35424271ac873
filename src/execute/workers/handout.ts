import type { Partition } from '../../sources/source.ts';

/** Partitions of one group that nobody has taken, by their place in the run, in order. */
interface Group {
  readonly number: number;
  readonly places: number[];
  taken: number;
}

/** Hands out partitions, so that those of one group go to the same worker as far as that keeps all of them busy. */
export class Handout {
  readonly #groups: Group[] = [];
  /** Groups before it are all taken, those from `#fresh` on untouched. */
  #first = 0;
  #fresh = 0;

  constructor(partitions: readonly Partition[]) {
    for (const [place, { group }] of partitions.entries()) {
      const last = this.#groups.at(-1);
      // a source without groups has one a partition
      const number = group ?? -1 - place;
      if (last?.number === number) last.places.push(place);
      else this.#groups.push({ number, places: [place], taken: 0 });
    }
  }

  /** The next place before `end`, and its group: of the group that was done last, else of one nobody is at, else any. */
  take(last: number | undefined, end: number): { readonly place: number; readonly group: number } | undefined {
    const found = this.#among(end).find(({ number }) => number === last) ?? this.#untouched(end) ?? this.#among(end)[0];
    if (found === undefined) return undefined;
    if (found === this.#groups[this.#fresh]) this.#fresh++;
    const place = found.places[found.taken++] as number;
    while (this.#first < this.#fresh && headOf(this.#groups[this.#first] as Group) === undefined) this.#first++;
    return { place, group: found.number };
  }

  /** The groups that are begun and have places before the end. */
  #among(end: number): Group[] {
    return this.#groups.slice(this.#first, this.#fresh).filter((group) => (headOf(group) ?? end) < end);
  }

  #untouched(end: number): Group | undefined {
    const group = this.#groups[this.#fresh];
    return group !== undefined && (headOf(group) as number) < end ? group : undefined;
  }
}

const headOf = ({ places, taken }: Group): number | undefined => places[taken];
