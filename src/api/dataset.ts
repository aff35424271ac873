import { call } from '../../compiler/ops/table.ts';
import type { Expr } from '../../compiler/tree/expr.ts';
import { literal } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { showType, type TableType } from '../../compiler/tree/type.ts';
import type { ExplainOptions } from '../../compiler/explain.ts';
import { type UserBehavior, wordSet } from '../behaviors/registry.ts';
import { captureString } from '../capture/lambda.ts';
import type { Source } from '../sources/source.ts';
import { asColumn, ColumnCore, shownAs } from './column-core.ts';
import { columnProxy, type OwnMethods, valueOf } from './column.ts';
import { Reduced } from './reduced.ts';
import {
  captureRow,
  newCore,
  type Core,
  fieldOfRow,
  joinReadings,
  overRow,
  resultOf,
  rowOf,
  type Threads,
  type UserFunction,
} from './core.ts';
import { withField } from './element-fields.ts';
import { analyzeAll, explainAll } from './explain.ts';
import { display, toColumns, toTable } from './output.ts';
import { columnMethods, resultMethods } from './results.ts';
import { DISPLAY } from '../results/notebook.ts';
import { checkThreads } from '../execute/choose.ts';
import type { RunOptions } from '../execute/run.ts';

const DATASET = Symbol('dataset');
const own: OwnMethods = columnMethods(() => own);

/** How a dataset is made of a source. */
export interface DatasetOptions {
  readonly behaviors?: readonly UserBehavior[] | undefined;
  readonly placement?: Core['placement'] | undefined;
  /** How many worker threads runs of it take where they do not say otherwise: a number, 0 for none, or `auto`. */
  readonly workers?: Threads['workers'];
  /** How many bytes the partitions may take that are read at a time, where a run does not say otherwise. */
  readonly memoryLimit?: Threads['memoryLimit'];
}

/** The dataset of a source's rows. */
export function datasetOf(source: Source, options: DatasetOptions = {}): object {
  checkThreads(options);
  const words = wordSet(options.behaviors ?? [], source.info);
  const threads = { workers: options.workers, memoryLimit: options.memoryLimit };
  return datasetProxy(newCore(source, words, { placement: options.placement, threads }));
}

/** The dataset behind what a user passed, if it is one. */
export function asDataset(value: unknown): Core | undefined {
  return typeof value === 'object' && value !== null
    ? ((value as Record<symbol, unknown>)[DATASET] as Core | undefined)
    : undefined;
}

/** A column of a dataset, as the user holds it. */
export function columnOf(core: Core, expr: Expr): object {
  return columnProxy(new ColumnCore(core, expr), own);
}

/** A dataset, as the user holds it. */
export function datasetProxy(core: Core): object {
  return new Proxy(shownAs({ core }, `Dataset(${core.source.info.name}: ${fieldsOf(core).length} fields)`), {
    get: (_target, key) => readKey(core, key),
    has: (_target, key) =>
      key === Symbol.for('jagged.lazy') ||
      METHODS.has(key) ||
      (typeof key === 'string' && fieldsOf(core).includes(key)),
    set: () => {
      throw new ExpressionError('read-only', 'datasets cannot be changed', {
        hint: 'make a new one: events.with({ name: column })',
      });
    },
  });
}

function readKey(core: Core, key: string | symbol): unknown {
  if (key === DATASET) return core;
  if (key === Symbol.for('jagged.lazy')) return true;
  if (key === Symbol.asyncDispose) return () => core.source.close();
  const method = METHODS.get(key);
  if (method !== undefined) return (...args: unknown[]) => method(core, args);
  if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
  if (key === 'columns') return fieldsOf(core);
  if (key === 'type') return showType(rowOf(core).type);
  return columnOf(core, fieldOfRow(core, key));
}

function fieldsOf(core: Core): string[] {
  const { row } = core.rows.type as TableType;
  const stored = row.is === 'record' && !core.selected ? row.fields.keys() : [];
  return [...new Set([...stored, ...core.added.keys()])];
}

type DatasetMethod = (core: Core, args: readonly unknown[]) => unknown;

/** A column, a lambda of the row, or an expression string, as an expression of the row. */
export function rowExpr(core: Core, given: unknown, params: unknown, what: string): { core: Core; expr: Expr } {
  if (typeof given === 'function') return captureRow(core, given as UserFunction, params);
  if (typeof given === 'string') return { core, expr: stringExpr(core, given) };
  const column = asColumn(given);
  return { core: column === undefined ? core : joinReadings(core, [column.core]), expr: valueOf(core, given, what) };
}

/** An expression string, in which the row's fields stand free; `row` has those whose names are no words. */
export function stringExpr(core: Core, text: string): Expr {
  const fields = (name: string): Expr | undefined => {
    if (fieldsOf(core).includes(name)) return fieldOfRow(core, name);
    return name === 'row' ? rowOf(core) : undefined;
  };
  return captureString(text, fields, () => fieldsOf(core), core.words.inside).expr;
}

/** The rows with all their fields, as one column. */
const rowsColumn = (core: Core): ColumnCore => new ColumnCore(core, rowOf(core));

/** How many fields notebooks show: the others are not read. */
const DISPLAYED_FIELDS = 20;

const METHODS: ReadonlyMap<string | symbol, DatasetMethod> = new Map<string | symbol, DatasetMethod>([
  [
    'where',
    (core, [mask, params]) => {
      const test = rowExpr(core, mask, params, 'where');
      return datasetProxy({ ...test.core, rows: call('where', [core.rows, overRow(core, test.expr)]) });
    },
  ],
  [
    'with',
    (core, [fields, params]) => {
      if (typeof fields !== 'object' || fields === null || asColumn(fields) !== undefined)
        throw new ExpressionError('wrong-argument', 'with takes an object of new fields', {
          hint: 'events.with({ goodJets: e => e.Jet.filter(j => j.pt > 30) })',
        });
      const added = new Map(core.added);
      let seen = core;
      for (const [name, given] of Object.entries(fields)) {
        const made = rowExpr(seen, given, params, `the field ${name}`);
        seen = made.core;
        added.set(name, made.expr);
      }
      return datasetProxy({ ...seen, added });
    },
  ],
  [
    'withField',
    (core, [path, value, params]) => {
      const made = withField(core, path, value, params);
      return datasetProxy({ ...made.core, added: new Map([...core.added, [made.name, made.expr]]) });
    },
  ],
  [
    'select',
    (core, names) => {
      const fields = names.map((name): [string, Expr] => [String(name), fieldOfRow(core, String(name))]);
      return datasetProxy({ ...core, added: new Map(fields), selected: true });
    },
  ],
  [
    'map',
    (core, [fn, params]) => {
      const made = rowExpr(core, fn, params, 'map');
      return columnOf(made.core, made.expr);
    },
  ],
  ['eval', (core, [text]) => columnOf(core, stringExpr(core, String(text)))],
  [
    'flatten',
    (core, [fn, params]) => {
      const list = rowExpr(core, fn, params, 'flatten');
      return datasetProxy({
        ...list.core,
        rows: call('rows', [core.rows, overRow(core, list.expr)]),
        added: new Map(),
        selected: false,
        words: list.core.words.flattened(),
      });
    },
  ],
  ['count', (core) => new Reduced(core, resultOf(core, 'reduceRows', literal(true), { how: 'count' }))],
  ['field', (core, [name]) => columnOf(core, fieldOfRow(core, String(name)))],
  [
    'explain',
    (core, [options]) => explainAll({ rows: columnOf(core, rowOf(core)) }, options as ExplainOptions | undefined),
  ],
  [
    'analyze',
    (core, [options]) => analyzeAll({ rows: columnOf(core, rowOf(core)) }, options as ExplainOptions | undefined),
  ],
  ['toArrow', (core, [options]) => toTable(rowsColumn(core), options as RunOptions | undefined)],
  ['toTypedArrays', (core, [options]) => toColumns(rowsColumn(core), options as RunOptions | undefined)],
  ...[...resultMethods].map(([name, method]): [string | symbol, DatasetMethod] => [
    name,
    (core, args) => method(rowsColumn(core), args),
  ]),
  [
    DISPLAY,
    (core) => {
      const names = fieldsOf(core);
      const shown = names.slice(0, DISPLAYED_FIELDS).map((name): [string, Expr] => [name, fieldOfRow(core, name)]);
      const more = names.length - shown.length;
      return display(rowsColumn(more === 0 ? core : { ...core, added: new Map(shown), selected: true }), more);
    },
  ],
  ['close', (core) => core.source.close()],
]);
