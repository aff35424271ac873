import { makeInRanges, type Ranges } from '../../kernels/ranges.ts';

/** Luminosity sections by run: the first and the last of each range, ascending. */
export type LumiRanges = Ranges;

/** The luminosity sections that were seen. It never changes: `plus` gives a new one. */
export class LumiList {
  readonly #ranges: LumiRanges;
  readonly #includes: (run: number, luminosityBlock: number) => boolean;

  constructor(ranges: LumiRanges) {
    this.#ranges = ranges;
    this.#includes = makeInRanges({ ranges });
  }

  /** The runs, ascending. */
  get runs(): number[] {
    return Object.keys(this.#ranges).map(Number);
  }

  /** How many sections there are. */
  get size(): number {
    return Object.values(this.#ranges)
      .flat()
      .reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  /** Whether the section was seen. */
  has(run: number, luminosityBlock: number): boolean {
    return this.#includes(run, luminosityBlock);
  }

  /** The sections of both. */
  plus(other: LumiList): LumiList {
    const runs = new Set([...this.runs, ...other.runs]);
    const both = [...runs].map((run): [number, Range[]] => [
      run,
      [...(this.#ranges[run] ?? []), ...(other.#ranges[run] ?? [])],
    ]);
    return new LumiList(joined(both));
  }

  /** The usual JSON, as brilcalc and `lumiMask` take it: the first and last section of each range by run. */
  toJSON(): LumiRanges {
    return this.#ranges;
  }

  /** The JSON, a run a line. */
  toString(): string {
    const lines = Object.entries(this.#ranges).map(([run, ranges]) => `"${run}": ${JSON.stringify(ranges)}`);
    return `{${lines.join(',\n ')}}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

type Range = Ranges[string][number];

/** The list of single sections: a run and a section at each place. */
export function lumiListOf(runs: readonly number[], sections: readonly number[]): LumiList {
  const byRun = new Map<number, Range[]>();
  runs.forEach((run, i) => {
    const section = sections[i] as number;
    const known = byRun.get(run);
    if (known === undefined) byRun.set(run, [[section, section]]);
    else known.push([section, section]);
  });
  return new LumiList(joined(byRun));
}

/** Runs in their order, each with its ranges in theirs; those that touch or overlap are one. */
function joined(byRun: Iterable<readonly [number, readonly Range[]]>): LumiRanges {
  const runs = [...byRun].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    runs.map(([run, ranges]) => {
      const list: [number, number][] = [];
      for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
        const before = list.at(-1);
        if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
        else list.push([first, last]);
      }
      return [run, list];
    }),
  );
}
