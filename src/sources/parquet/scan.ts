import type { Layout } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import type { ColumnTree } from '../rows/column-tree.ts';
import type { ColumnScan } from '../../../compiler/source.ts';
import { type Coverage, coverageOf } from './decoder/coverage.ts';
import { leavesOfPlan, type PartPlan } from './decoder/column-plan.ts';
import { type DecodedColumns, emptyColumns, OwnScan } from './decoder/scan.ts';
import { type Condition, type Scanned, scanParquet } from './duckdb-scan.ts';
import type { Footer } from './footer.ts';
import { leavesOf, schemaTrees } from './schema-tree.ts';

/**
 * What reads columns: `own` is the decoder of this library, wherever it can, `auto` the same unless DuckDB can leave out
 * rows while it scans, `duckdb` is DuckDB alone.
 */
export type ScanMode = 'auto' | 'duckdb' | 'own';

/** Rows of a file, and the parts of its columns that are wanted. */
export interface ColumnsRequest {
  readonly footer: Footer;
  readonly start: number;
  readonly stop: number;
  readonly columns: ReadonlyMap<string, ColumnTree>;
  /** Rows for which it does not hold may be left out. */
  readonly condition: Condition | undefined;
  /** Whether more columns of these rows may be asked for after. */
  readonly more: boolean;
}

/** Columns as they were read. */
export interface Read extends Scanned {
  /** Whether rows for which the condition does not hold are left out. */
  readonly filtered: boolean;
  /** Nobody looks at the columns any more, but at those whose buffers are kept. */
  readonly giveBack: DecodedColumns['giveBack'] | undefined;
}

/** Reads columns of Parquet files: each through the decoder where that can, else through DuckDB. */
export class ParquetScan {
  readonly mode: ScanMode;
  readonly #own = new OwnScan();
  readonly #coverage = new WeakMap<ReadonlyMap<string, ColumnTree>, Map<Footer, ReadonlyMap<string, Coverage>>>();

  constructor(mode: ScanMode) {
    this.mode = mode;
  }

  /** The wanted columns of rows that lie in one row group. */
  async read(request: ColumnsRequest, signal?: AbortSignal): Promise<Read> {
    const { footer, start, stop, columns } = request;
    const condition = this.mode === 'own' || start === stop ? undefined : request.condition;
    const group = groupOf(footer, start, stop);
    const plans = condition === undefined && group !== undefined ? this.#plansOf(footer, columns) : new Map();
    const rest = new Map([...columns].filter(([name]) => !plans.has(name)));
    const [decoded, scanned] = await allOf<DecodedColumns, Scanned | undefined>([
      start === stop || plans.size === 0
        ? { columns: emptyColumns(footer.file, plans), giveBack: undefined }
        : this.#own.read({ footer, group: group as number, start, stop, columns: plans, more: request.more }, signal),
      rest.size === 0 ? undefined : scanParquet({ file: footer.file, start, stop, columns: rest, condition }, signal),
    ]);
    const rows = scanned?.rows ?? stop - start;
    if (condition === undefined && rows !== stop - start) throw changed(request, rows);
    const all = [...columns.keys()].map((name): [string, Layout] => [
      name,
      (decoded.columns.get(name) ?? scanned?.columns.get(name)) as Layout,
    ]);
    return { rows, columns: new Map(all), filtered: condition !== undefined, giveBack: decoded.giveBack };
  }

  /** Which scan reads each column of some files; `filtered` if DuckDB leaves out rows meanwhile. */
  scansOf(footers: readonly Footer[], columns: ReadonlyMap<string, ColumnTree>, filtered: boolean): ColumnScan[] {
    if (filtered && this.mode === 'auto')
      return [...columns.keys()].map((column) => ({ column, by: 'duckdb', why: 'it leaves out rows' }));
    if (this.mode === 'duckdb')
      return [...columns.keys()].map((column) => ({ column, by: 'duckdb', why: 'asked for' }));
    return [...columns.keys()].map((column) => {
      for (const footer of footers) {
        const coverage = this.#coverageOf(footer, columns).get(column);
        if (coverage?.covered === false) return { column, by: 'duckdb', why: coverage.why };
      }
      return { column, by: 'own', why: undefined };
    });
  }

  /** The leaves of a wanted column that are read: those of the wanted parts where the decoder reads it, else all. */
  leavesOf(footer: Footer, columns: ReadonlyMap<string, ColumnTree>, column: string): readonly number[] {
    const coverage = columns.has(column) ? this.#coverageOf(footer, columns).get(column) : undefined;
    if (coverage?.covered === true && this.mode !== 'duckdb')
      return leavesOfPlan(coverage.plan).map(({ leaf }) => leaf);
    const node = schemaTrees(footer).find(({ element }) => element.name === column);
    return node === undefined ? [] : leavesOf(node);
  }

  #plansOf(footer: Footer, columns: ReadonlyMap<string, ColumnTree>): Map<string, PartPlan> {
    const plans = new Map<string, PartPlan>();
    if (this.mode === 'duckdb') return plans;
    for (const [name, coverage] of this.#coverageOf(footer, columns))
      if (coverage.covered) plans.set(name, coverage.plan);
    return plans;
  }

  #coverageOf(footer: Footer, columns: ReadonlyMap<string, ColumnTree>): ReadonlyMap<string, Coverage> {
    const byFooter = this.#coverage.get(columns) ?? new Map<Footer, ReadonlyMap<string, Coverage>>();
    this.#coverage.set(columns, byFooter);
    const known = byFooter.get(footer);
    if (known !== undefined) return known;
    const nodes = new Map(schemaTrees(footer).map((node) => [node.element.name, node]));
    const found = new Map([...columns].map(([name, tree]) => [name, coverageOf(footer, nodes.get(name), tree)]));
    byFooter.set(footer, found);
    return found;
  }
}

/** The row group that has all of the rows. */
export function groupOf(footer: Footer, start: number, stop: number): number | undefined {
  let first = 0;
  for (const [group, { rows }] of footer.groups.entries()) {
    if (start >= first && stop <= first + rows && (rows > 0 || start === stop)) return group;
    first += rows;
  }
  return undefined;
}

/** Both results; where one fails, the other is waited for. */
async function allOf<A, B>([a, b]: readonly [A | Promise<A>, B | Promise<B>]): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled([a, b]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}

function changed({ footer, start, stop }: ColumnsRequest, rows: number): SourceError {
  const reason = `rows ${start} to ${stop} of ${footer.file} were wanted, ${rows} were found`;
  return new SourceError('file-changed', reason, { hint: 'the file was changed since it was opened' });
}
