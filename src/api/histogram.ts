import { type AxisSpec, isAuto, withRange } from '../../compiler/axis.ts';
import type { CallExpr, Expr } from '../../compiler/tree/expr.ts';
import { field, param, rawLambda, record } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { call } from '../../compiler/ops/table.ts';
import type { TableType } from '../../compiler/tree/type.ts';
import { asColumn } from './column-core.ts';
import { valueOf } from './column.ts';
import { entriesOf, refuseMissing } from './entries.ts';
import { emptyPartial, type HistogramPartial } from '../../kernels/histogram.ts';
import type { ExplainOptions } from '../../compiler/explain.ts';
import type { RunOptions } from '../execute/run.ts';
import { Histogram } from '../results/histogram.ts';
import { computeAll } from './compute.ts';
import { ASK, type Asked, type Core, joinReadings, resultOf } from './core.ts';
import { analyzeAll, explainAll } from './explain.ts';

/** A histogram that has axes and no data yet. It is filled by columns, and only then can be computed. */
export class HistogramBuilder {
  readonly axes: readonly AxisSpec[];
  constructor(axes: readonly AxisSpec[]) {
    if (axes.length === 0)
      throw new ExpressionError('bad-axis', 'a histogram needs at least one axis', {
        hint: 'histogram(axis.regular(60, 60, 120))',
      });
    this.axes = Object.freeze([...axes]);
  }

  /**
   * The histogram of columns, one an axis: lists are filled element by element, single values are repeated for them.
   * Values that may be missing are refused, unless `missing: 'skip'` says that these entries are to be left out.
   */
  fill(...args: unknown[]): LazyHistogram {
    const last = args.at(-1);
    const options =
      last !== undefined && asColumn(last) === undefined && typeof last === 'object'
        ? (last as { weight?: unknown; missing?: unknown })
        : undefined;
    const columns = options === undefined ? args : args.slice(0, -1);
    if (columns.length !== this.axes.length)
      throw new ExpressionError(
        'wrong-argument',
        `fill needs ${this.axes.length} column${this.axes.length === 1 ? '' : 's'}, one an axis; found ${columns.length}`,
      );
    const first = columns.map(asColumn).find((c) => c !== undefined);
    if (first === undefined)
      throw new ExpressionError('wrong-argument', 'fill needs at least one column', { hint: '.fill(events.MET.pt)' });
    const core = joinReadings(
      first.core,
      columns.map(asColumn).flatMap((c) => (c === undefined ? [] : [c.core])),
    );
    const values = columns.map((column, i): [string, Expr] => [String(i), valueOf(core, column, 'fill')]);
    const weight: [string, Expr][] =
      options?.weight === undefined ? [] : [['weight', valueOf(core, options.weight, 'the weight of fill')]];
    const entries = [...values, ...weight];
    if (options?.missing !== 'skip')
      for (const [key, { type }] of entries)
        refuseMissing(key === 'weight' ? 'the weight' : `the values of axis ${key}`, type, 'fill');
    return new LazyHistogram(core, this.axes, entriesOf(entries, 'fill', record), weight.length > 0);
  }
}

/** A filled histogram that has not been computed. */
export class LazyHistogram {
  readonly core: Core;
  readonly axes: readonly AxisSpec[];
  readonly entries: Expr;
  readonly weighted: boolean;
  constructor(core: Core, axes: readonly AxisSpec[], entries: Expr, weighted: boolean) {
    this.core = core;
    this.axes = axes;
    this.entries = entries;
    this.weighted = weighted;
    Object.freeze(this);
  }

  /** The plan; nothing runs. */
  explain(options?: ExplainOptions): string {
    return explainAll({ histogram: this }, options);
  }

  /** The plan, and what running it took. */
  analyze(options?: ExplainOptions): Promise<string> {
    return analyzeAll({ histogram: this }, options);
  }

  /** The filled histogram. */
  async run(options?: RunOptions): Promise<Histogram> {
    return (await computeAll({ histogram: this }, options))['histogram'] as Histogram;
  }

  /** The result call, once every axis has a range. */
  private result(axes: readonly AxisSpec[] = this.axes): CallExpr {
    return resultOf(this.core, 'fill', this.entries, { axes: axes as never, weighted: this.weighted });
  }

  [ASK](): Asked {
    const finish = (value: unknown, axes: readonly AxisSpec[] = this.axes): Histogram =>
      new Histogram(axes, (value as HistogramPartial | undefined) ?? emptyPartial(axes, { weighted: this.weighted }));
    return {
      core: this.core,
      call: (axes) => this.result(axes),
      finish,
      ranges: this.ranges(),
      ranged: (found) => rangedAxes(this.axes, found),
    };
  }

  /** For each axis whose range is to be found: the calls of its least and greatest value. */
  private ranges(): { axis: number; min: CallExpr; max: CallExpr }[] {
    return this.axes.flatMap((axis, i) => {
      if (!isAuto(axis)) return [];
      const [rows, values] = this.valuesOf(String(i));
      const reduce = (how: string): CallExpr =>
        resultOf({ ...this.core, rows, added: new Map(), selected: false }, 'reduceRows', values, { how });
      return [{ axis: i, min: reduce('min'), max: reduce('max') }];
    });
  }

  /** The finite values of one axis as rows of their own. */
  private valuesOf(key: string): [Expr, Expr] {
    let rows = this.core.rows;
    let of = this.entries;
    while (of.type.is === 'list') {
      rows = call('rows', [rows, overRows(rows, of)]);
      of = rowParam(rows);
    }
    return [rows, field(of, key)];
  }
}

const rowParam = (rows: Expr): Expr => param(0, (rows.type as TableType).row);
const overRows = (rows: Expr, body: Expr): Expr => rawLambda([rowParam(rows) as never], body);

/** The axes with the ranges that were found. */
function rangedAxes(axes: readonly AxisSpec[], found: ReadonlyMap<number, readonly [number, number]>): AxisSpec[] {
  return axes.map((axis, i) => {
    const range = found.get(i);
    return range !== undefined && isAuto(axis) ? withRange(axis, ...range) : axis;
  });
}
