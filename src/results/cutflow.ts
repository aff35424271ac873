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
import { DISPLAY, type MimeBundle } from './notebook.ts';
import type { CutflowOptions } from './plots/cutflow.ts';
import { cutflowChart, type Picture } from './plots/picture.ts';
import { percentText, textTable } from './text-table.ts';

/** One step of a cutflow. */
export interface CutflowRow {
  readonly name: string;
  /** The events that pass this cut and all before it. */
  readonly passed: Counted;
  /** The events that pass this cut, whatever the others say. */
  readonly alone: Counted;
}

/** What `all events` are called among the rows. */
export const ALL_EVENTS = 'all events';

/**
 * How many events pass the cuts of a selection: one after the other, and each alone. It never changes: `plus` gives a new
 * one. Printed, it is a table with percentages.
 */
export class Cutflow {
  /** Whether events had weights. */
  readonly weighted: boolean;
  readonly #rows: readonly CutflowRow[];

  constructor(rows: readonly CutflowRow[], weighted: boolean) {
    this.#rows = rows;
    this.weighted = weighted;
  }

  /** All events, then the cuts in their order. */
  rows(): CutflowRow[] {
    return [...this.#rows];
  }

  /** Both in one; the cuts must be the same. */
  plus(other: Cutflow): Cutflow {
    needSameCuts(this, other);
    const rows = this.#rows.map(({ name, passed, alone }, i): CutflowRow => {
      const beside = other.#rows[i] as CutflowRow;
      return { name, passed: addCounted(passed, beside.passed), alone: addCounted(alone, beside.alone) };
    });
    return new Cutflow(rows, this.weighted);
  }

  /** A table: events, their share of all and of those before, each cut alone; of weighted events the sums of weights too. */
  toString(): string {
    const [first] = this.#rows as [CutflowRow];
    const head = ['cut', 'events', 'of all', 'of before', 'alone', 'of all'];
    const rows = this.#rows.map(({ name, passed, alone }, i) => [
      name,
      ...eventTexts(passed, first.passed),
      i === 0 ? '' : percentText(passed.events, (this.#rows[i - 1] as CutflowRow).passed.events),
      ...(i === 0 ? ['', ''] : eventTexts(alone, first.passed)),
      ...(this.weighted ? weightTexts(passed, first.passed) : []),
    ]);
    return textTable([[...head, ...(this.weighted ? ['weights', '±', 'of all'] : [])], ...rows]);
  }

  /** A picture: a bar for each cut. */
  plot(options: CutflowOptions = {}): Picture {
    const steps = this.#rows.map(({ name, passed, alone }, i) => ({
      cut: name,
      events: passed.events,
      ...(i === 0 ? {} : { alone: alone.events }),
      ...(this.weighted ? { weighted: passed.sumw } : {}),
    }));
    return cutflowChart({ steps }, options);
  }

  /** The picture and the numbers as HTML. */
  toHTML(): string {
    return this.plot().toHTML();
  }

  /** What notebooks show. */
  [DISPLAY](): MimeBundle {
    return { 'text/html': this.toHTML(), 'text/plain': this.toString() };
  }

  /** The rows as plain data. */
  toJSON(): { readonly weighted: boolean; readonly rows: readonly CutflowRow[] } {
    return { weighted: this.weighted, rows: this.#rows };
  }

  /** What `toJSON` gave, as text or as an object. */
  static fromJSON(json: unknown): Cutflow {
    const { weighted, rows } = readRows(json);
    return new Cutflow(
      rows.map(({ name, row }) => ({ name, passed: readCounted(row['passed']), alone: readCounted(row['alone']) })),
      weighted,
    );
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The cutflow of what was counted: of all events, then of each cut those that pass it alone, and those that pass it and all before. */
export function cutflowOf(names: readonly string[], partial: TallyPartial): Cutflow {
  const [all, ...found] = countedOf(partial) as [Counted, ...Counted[]];
  const rows = names.map(
    (name, i): CutflowRow => ({ name, passed: found[2 * i + 1] as Counted, alone: found[2 * i] as Counted }),
  );
  return new Cutflow([{ name: ALL_EVENTS, passed: all, alone: all }, ...rows], partial.sums !== undefined);
}
