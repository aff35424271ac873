import type { TallyPartial } from '../../kernels/tally.ts';
import {
  addCounted,
  type Counted,
  countedOf,
  eventTexts,
  needSameCuts,
  readCounted,
  readRows,
  weightTexts,
} from './counted.ts';
import { ALL_EVENTS } from './cutflow.ts';
import { countText, percentText, textTable } from './text-table.ts';

/** One cut that is left out. */
export interface NMinusOneRow {
  readonly name: string;
  /** The events that pass all the other cuts. */
  readonly others: Counted;
}

/** What there is without cuts, with each left out, and with all. */
interface Parts {
  readonly all: Counted;
  readonly rows: readonly NMinusOneRow[];
  readonly passed: Counted;
  readonly weighted: boolean;
}

/** How many events pass all cuts but one, for each of the cuts. It never changes: `plus` gives a new one. */
export class NMinusOne {
  /** All events. */
  readonly all: Counted;
  /** The events that pass all cuts. */
  readonly passed: Counted;
  /** Whether events had weights. */
  readonly weighted: boolean;
  readonly #rows: readonly NMinusOneRow[];

  constructor({ all, rows, passed, weighted }: Parts) {
    this.all = all;
    this.passed = passed;
    this.weighted = weighted;
    this.#rows = rows;
  }

  /** The cuts in their order, each with the events that pass all the others. */
  rows(): NMinusOneRow[] {
    return [...this.#rows];
  }

  /** Both in one; the cuts must be the same. */
  plus(other: NMinusOne): NMinusOne {
    needSameCuts(this, other);
    const rows = this.#rows.map(({ name, others }, i): NMinusOneRow => {
      const beside = other.#rows[i] as NMinusOneRow;
      return { name, others: addCounted(others, beside.others) };
    });
    const [all, passed] = [addCounted(this.all, other.all), addCounted(this.passed, other.passed)];
    return new NMinusOne({ all, rows, passed, weighted: this.weighted });
  }

  /** A table: the events without each cut, and how many of these the cut removes. */
  toString(): string {
    const line = (name: string, counted: Counted, removed: readonly string[] = ['', '']): string[] => [
      name,
      ...eventTexts(counted, this.all),
      ...removed,
      ...(this.weighted ? weightTexts(counted, this.all) : []),
    ];
    const without = ({ name, others }: NMinusOneRow): string[] => {
      const removed = others.events - this.passed.events;
      return line(`without ${name}`, others, [countText(removed), percentText(removed, others.events)]);
    };
    return textTable([
      ['', 'events', 'of all', 'it removes', 'of these', ...(this.weighted ? ['weights', '±', 'of all'] : [])],
      line(ALL_EVENTS, this.all),
      ...this.#rows.map(without),
      line('all cuts', this.passed),
    ]);
  }

  /** What was counted as plain data. */
  toJSON(): Parts {
    return { weighted: this.weighted, all: this.all, rows: this.#rows, passed: this.passed };
  }

  /** What `toJSON` gave, as text or as an object. */
  static fromJSON(json: unknown): NMinusOne {
    const { weighted, rows, rest } = readRows(json);
    return new NMinusOne({
      weighted,
      all: readCounted(rest['all']),
      rows: rows.map(({ name, row }) => ({ name, others: readCounted(row['others']) })),
      passed: readCounted(rest['passed']),
    });
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** What was counted of all events, of each cut left out, and of all cuts. */
export function nMinusOneOf(names: readonly string[], partial: TallyPartial): NMinusOne {
  const found = countedOf(partial);
  return new NMinusOne({
    all: found[0] as Counted,
    rows: names.map((name, i) => ({ name, others: found[i + 1] as Counted })),
    passed: found.at(-1) as Counted,
    weighted: partial.sums !== undefined,
  });
}
