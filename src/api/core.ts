import type { AxisSpec } from '../../compiler/axis.ts';
import { compile, type Output } from '../../compiler/compile.ts';
import { call, type ResultOp } from '../../compiler/ops/table.ts';
import type { CostRequest } from '../../compiler/source.ts';
import type { CallExpr, Expr, Options } from '../../compiler/tree/expr.ts';
import { field, param, rawLambda, record as recordOf, source as sourceNode } from '../../compiler/tree/expr.ts';
import type { Origins } from '../../compiler/tree/origin.ts';
import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import { present, type RecordType, table, type TableType, type Type } from '../../compiler/tree/type.ts';
import type { WordSet } from '../behaviors/registry.ts';
import type { Binding } from '../capture/lambda.ts';
import { captureLambda } from '../capture/lambda.ts';
import type { RunOptions } from '../execute/run.ts';
import { costConstants } from '../execute/cost-constants.ts';
import type { Source } from '../sources/source.ts';

/** The options of a run that may be given for all runs of a dataset. */
export type Threads = Pick<RunOptions, 'workers' | 'memoryLimit'>;

/** The options of a run, with what the dataset says where they say nothing. */
export function runOptionsOf({ threads }: Core, options: RunOptions): RunOptions {
  return {
    ...options,
    workers: options.workers ?? threads.workers,
    memoryLimit: options.memoryLimit ?? threads.memoryLimit,
  };
}

/** What datasets and columns share: the source, the tree of the rows, the fields added to them. */
export interface Core {
  readonly source: Source;
  /** The tree of the dataset: the source, perhaps with chosen rows, or elements as rows. */
  readonly rows: Expr;
  /** Fields added by `with`, over the stored ones. */
  readonly added: ReadonlyMap<string, Expr>;
  /** Whether the stored fields are hidden, after `select`: then the row has what was added alone. */
  readonly selected: boolean;
  readonly words: WordSet;
  readonly placement: 'auto' | 'local' | 'storage';
  /** How it is run where a run does not say otherwise. */
  readonly threads: Threads;
  /** What lambdas have read from outside so far, with the values they had. */
  readonly captured: ReadonlyMap<string, unknown>;
  /** Where in the texts of those lambdas nodes were written. */
  readonly origins: readonly Origins[];
  /** The overlap removals that fields of the rows come from. */
  readonly overlaps: readonly Overlap[];
}

/** What is known of an overlap removal besides the fields it made. */
export interface Overlap {
  /** What explain says of it. */
  readonly lines: readonly string[];
  /** What becomes of each object, as `overlapReport` counts it: numbers in lists, of rows of the type. */
  readonly fates: Expr;
  readonly row: Type;
  readonly steps: readonly { readonly label: string; readonly remove: string; readonly near: string }[];
  readonly collections: readonly string[];
}

/** All rows of a source, with nothing chosen, added or read yet. */
export function newCore(
  source: Source,
  words: WordSet,
  more: { readonly placement?: Core['placement'] | undefined; readonly threads?: Threads } = {},
): Core {
  return {
    source,
    rows: sourceNode(source.info.name, table(source.info.row)),
    added: new Map(),
    selected: false,
    words,
    placement: more.placement ?? 'auto',
    threads: more.threads ?? {},
    captured: new Map(),
    origins: [],
    overlaps: [],
  };
}

/** The row of a dataset as an expression, its added fields included. */
export function rowOf(core: Core): Expr {
  const { row } = core.rows.type as TableType;
  const self = param(0, row);
  if (core.selected) return recordOf(core.added);
  if (core.added.size === 0) return self;
  return call('with', [self, recordOf(core.added)]);
}

/** A field of the row: an added one, else a stored one. */
export function fieldOfRow(core: Core, name: string): Expr {
  const added = core.added.get(name);
  if (added !== undefined) return added;
  if (core.selected)
    throw new ExpressionError('unknown-field', `the rows have no field '${name}'`, {
      hint: suggest(name, core.added.keys()) ?? 'it was left out by select',
    });
  const { row } = core.rows.type as TableType;
  const self = param(0, row);
  if (row.is !== 'record') throw new ExpressionError('unknown-field', `the rows are ${present(row).is}s, not records`);
  if (row.fields.has(name)) return field(self, name);
  throw unknownField(name, row, core.added.keys());
}

function unknownField(name: string, row: RecordType, added: Iterable<string>): ExpressionError {
  return new ExpressionError('unknown-field', `the rows have no field '${name}'`, {
    hint: suggest(name, [...added, ...row.fields.keys()]),
  });
}

/** The tree of a user's function of the row. */
export function captureRow(core: Core, fn: UserFunction, params?: unknown): { core: Core; expr: Expr } {
  return captureOver(core, fn, [rowOf(core)], params);
}

/** A user's function: it is read, never called. */
export type UserFunction = (...args: never[]) => unknown;

/** The tree of a user's function of the given values, and the dataset that remembers what it read from outside. */
export function captureOver(
  core: Core,
  fn: UserFunction,
  values: readonly Expr[],
  params?: unknown,
): { core: Core; expr: Expr } {
  const bindings = [
    ...values.map((expr): Binding => ({ is: 'value', expr })),
    { is: 'constant', value: params } as const,
  ];
  const { expr, outside, origins } = captureLambda(fn, bindings, core.words.inside);
  return { core: remember({ ...core, origins: [...core.origins, origins] }, outside), expr };
}

/** The same dataset, remembering what other readings have read. */
export function joinReadings(core: Core, others: readonly Core[]): Core {
  const captured = new Map([core, ...others].flatMap((c) => [...c.captured]));
  const all = [core, ...others];
  return {
    ...core,
    captured,
    origins: [...new Set(all.flatMap((c) => c.origins))],
    overlaps: [...new Set(all.flatMap((c) => c.overlaps))],
  };
}

/** The same dataset, remembering outside variables that were read. */
export function remember(core: Core, outside: Iterable<{ name: string; value: unknown }>): Core {
  const read = [...outside];
  return read.length === 0
    ? core
    : { ...core, captured: new Map([...core.captured, ...read.map(({ name, value }) => [name, value] as const)]) };
}

/** A lambda over the row around an expression of it. */
export function overRow(core: Core, body: Expr): Expr {
  return rawLambda([param(0, (core.rows.type as TableType).row)], body);
}

/** A call that makes a result of all rows: collect, fill, reduceRows, … */
export function resultOf(core: Core, op: ResultOp, body: Expr, options?: Options): CallExpr {
  return call(op, [core.rows, overRow(core, body)], options);
}

/** The plan of outputs over one source. */
export function planOf(core: Core, outputs: readonly Output[]) {
  const { source, placement } = core;
  const costing = { of: (request: CostRequest) => source.costs?.(request), constants: costConstants };
  return compile(outputs, source.info, { placement, costing });
}

/** Columns and results of different sources do not mix. */
export function sameRows(a: Core, b: Core, what: string): void {
  if (a.rows === b.rows && a.source === b.source) return;
  const name = (core: Core): string =>
    `${core.source.info.name}${core.rows.node === 'source' ? '' : ' after where or flatten'}`;
  throw new ExpressionError('other-dataset', `${what} takes a column of other rows: ${name(a)} and ${name(b)}`, {
    hint: 'take both from the same dataset, or follow the selection with column.where(mask)',
  });
}

/** The key under which a lazy value says what it asks for. */
export const ASK = Symbol('ask');

/** What a lazy value wants computed. */
export interface Asked {
  readonly core: Core;
  /** The result call; a histogram with automatic axes takes the axes whose range was found. */
  readonly call: (axes?: readonly AxisSpec[]) => CallExpr;
  /** The user's result from the merged one. */
  readonly finish: (value: unknown, axes?: readonly AxisSpec[]) => unknown;
  /** For each automatic axis, the calls that find its least and greatest value. */
  readonly ranges: readonly { readonly axis: number; readonly min: CallExpr; readonly max: CallExpr }[];
  /** The axes once the ranges are known. */
  readonly ranged: (found: ReadonlyMap<number, readonly [number, number]>) => readonly AxisSpec[] | undefined;
}

/** A question without automatic axes. */
export function simplyAsked(core: Core, call: CallExpr, finish: (value: unknown) => unknown): Asked {
  return { core, call: () => call, finish, ranges: [], ranged: () => undefined };
}
