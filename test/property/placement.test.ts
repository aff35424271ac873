import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { axis, type FixedAxis } from '../../compiler/axis.ts';
import { compile, type CompileOptions } from '../../compiler/compile.ts';
import type { CostConstants } from '../../compiler/cost.ts';
import { call, table as operations } from '../../compiler/ops/table.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import type { CostRequest } from '../../compiler/source.ts';
import { lambda } from '../../compiler/tree/bind.ts';
import {
  type CallExpr,
  type Expr,
  field,
  type Json,
  type LambdaExpr,
  literal,
  record,
  source as sourceExpr,
} from '../../compiler/tree/expr.ts';
import { ExecutionError, ExpressionError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import {
  bool,
  list,
  type ListType,
  number,
  type NumberDType,
  option,
  record as recordType,
  showType,
  string,
  table,
  type TableType,
  type Type,
} from '../../compiler/tree/type.ts';
import { filterList, mapList } from '../../compiler/words/build.ts';
import type { GroupsPartial } from '../../kernels/groups.ts';
import { partialToJson, type HistogramPartial } from '../../kernels/histogram.ts';
import type { TallyPartial } from '../../kernels/tally.ts';
import { type Layout, lengthOf } from '../../kernels/layout.ts';
import { costConstants } from '../../src/execute/cost-constants.ts';
import { mergeOutput } from '../../src/execute/merge.ts';
import { run } from '../../src/execute/run.ts';
import { openParquet, type ParquetSource } from '../../src/sources/parquet/parquet-source.ts';
import { opsOf, showPartial } from '../oracle/check.ts';
import { Draw, show, tapes, valueOf, valuesOf } from '../oracle/data.ts';
import { interpretOutput, type Mode, type Output } from '../oracle/interpret.ts';
import { Problem, type Row, TooLarge, type Value } from '../oracle/meanings.ts';
import { program, showTree } from '../oracle/programs.ts';
import { scratch, sql } from '../src/sources/support.ts';

const runs = Number(process.env['JAGGED_RUNS'] ?? 300);
const seed = process.env['JAGGED_SEED'];
const FILES = 36;
/** Ways to place outputs: forced, and chosen by cost where DuckDB costs as measured, or nothing in one way. */
const PLACEMENTS: Readonly<Record<string, Pick<CompileOptions, 'placement'> & { readonly constants?: CostConstants }>> =
  {
    local: { placement: 'local' },
    storage: { placement: 'storage' },
    auto: { placement: 'auto', constants: costConstants },
    'auto, free storage': {
      placement: 'auto',
      constants: { ...costConstants, storage: { query: 0, row: 0, element: 0 } },
    },
    'auto, free scans': {
      placement: 'auto',
      constants: { ...costConstants, duckdb: { query: 0, value: 0, element: 0, decode: 0 } },
    },
  };

/** What loops are known not to be written for: the compiler says so, and does something else. */
const REFUSED = /elements that hold a computed list/;

// Files

const DTYPES: readonly NumberDType[] = [
  'float64',
  'float32',
  'int32',
  'int64',
  'float64',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'uint64',
];
const SQL_TYPES: Readonly<Record<string, string>> = {
  float64: 'DOUBLE',
  float32: 'FLOAT',
  int8: 'TINYINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  uint8: 'UTINYINT',
  uint16: 'USMALLINT',
  uint32: 'UINTEGER',
  uint64: 'UBIGINT',
};

interface Column {
  readonly name: string;
  readonly type: Type;
}

/** A stored file: its source, and its rows as the oracle has them. */
interface Stored {
  readonly source: ParquetSource;
  readonly rows: readonly Row[];
}

const scalarType = (draw: Draw): Type =>
  draw.chance(80) ? number(draw.pick(DTYPES)) : draw.chance(70) ? bool : string;
const structType = (draw: Draw, of: (draw: Draw) => Type): Type =>
  recordType(['x', 'y', '__proto__'].slice(0, 1 + draw.below(3)).map((name) => [name, of(draw)] as const));

/** Random columns; `Jet_` columns have lists of equal lengths. */
function columnsOf(draw: Draw, nullable: boolean): Column[] {
  const columns: Column[] = [];
  const elementType = (): Type => (nullable && draw.chance(40) ? option(scalarType(draw)) : scalarType(draw));
  for (const name of ['a', 'b', 'c', 'd'].slice(0, 2 + draw.below(3)))
    columns.push({ name, type: number(draw.pick(DTYPES)) });
  if (draw.chance(70)) columns.push({ name: 'ok', type: bool });
  for (const name of ['o', 'p'].slice(0, draw.below(3))) columns.push({ name, type: option(scalarType(draw)) });
  if (draw.chance(30)) columns.push({ name: 'text', type: string });
  for (const name of ['l', '__proto__'].slice(0, draw.below(3))) columns.push({ name, type: list(elementType()) });
  if (draw.chance(40))
    columns.push({
      name: 's',
      type: structType(draw, (of) =>
        of.chance(30) ? option(scalarType(of)) : of.chance(20) ? list(scalarType(of)) : scalarType(of),
      ),
    });
  if (draw.chance(50)) columns.push({ name: 'Tau', type: list(structType(draw, elementType)) });
  if (draw.chance(70))
    for (const name of ['Jet_pt', 'Jet_eta', 'Jet_q'].slice(0, 2 + draw.below(2)))
      columns.push({ name, type: list(elementType()) });
  return columns;
}

/** One row as it is stored: a value a column. */
function storedRow(draw: Draw, columns: readonly Column[]): Row {
  const jets = draw.pick([0, 1, 2, 2, 3, 4]);
  const values = columns.map(({ name, type }): [string, Value] => {
    if (name === 'nJet') return [name, jets];
    return [
      name,
      name.startsWith('Jet_')
        ? Array.from({ length: jets }, () => valueOf(draw, (type as ListType).of))
        : valueOf(draw, type),
    ];
  });
  return new Map(values);
}

/** A stored row as the nanoaod schema arranges it. */
function arranged(row: Row): Row {
  const jets = [...row].filter(([name]) => name.startsWith('Jet_')) as [string, Value[]][];
  if (jets.length === 0) return row;
  const elements = (jets[0] as [string, Value[]])[1].map(
    (_, i) => new Map(jets.map(([name, values]) => [name.slice(4), values[i]])),
  );
  return new Map([...row, ['Jet', elements]]);
}

const quoted = (name: string): string => `"${name}"`;

function sqlType(type: Type): string {
  switch (type.is) {
    case 'number':
      return SQL_TYPES[type.dtype] as string;
    case 'bool':
      return 'BOOLEAN';
    case 'string':
      return 'VARCHAR';
    case 'list':
      return `${sqlType(type.of)}[]`;
    case 'option':
      return sqlType(type.of);
    case 'record':
      return `STRUCT(${[...type.fields].map(([name, of]) => `${quoted(name)} ${sqlType(of)}`).join(', ')})`;
    default:
      throw new Error(`no column of type ${type.is}`);
  }
}

function sqlValue(value: Value, type: Type): string {
  if (value === undefined) return `NULL::${sqlType(type)}`;
  switch (type.is) {
    case 'option':
      return sqlValue(value, type.of);
    case 'list':
      return `[${(value as Value[]).map((x) => sqlValue(x, type.of)).join(', ')}]::${sqlType(type)}`;
    case 'record':
      return `{${[...type.fields].map(([name, of]) => `'${name}': ${sqlValue((value as Row).get(name), of)}`).join(', ')}}`;
    default:
      return `'${Object.is(value, -0) ? '-0' : String(value)}'::${sqlType(type)}`;
  }
}

/** Statements that write rows to a file, some in each row group. */
function copying(file: string, columns: readonly Column[], rows: readonly Row[], draw: Draw): string {
  const selected = (row: Row): string =>
    `SELECT ${columns.map(({ name, type }) => `${sqlValue(row.get(name), type)} AS ${quoted(name)}`).join(', ')}`;
  const inserts: string[] = [];
  const groups: string[] = [];
  for (let at = 0; at < rows.length; ) {
    const group = rows.slice(at, at + 3 + draw.below(3));
    inserts.push(`INSERT INTO stored ${group.map(selected).join(' UNION ALL ')}`);
    groups.push(`SELECT * FROM stored WHERE rowid BETWEEN ${at} AND ${at + group.length - 1}`);
    at += group.length;
  }
  return [
    `CREATE OR REPLACE TABLE stored (${columns.map(({ name, type }) => `${quoted(name)} ${sqlType(type)}`).join(', ')})`,
    ...inserts,
    `COPY (${groups.length === 0 ? 'SELECT * FROM stored' : groups.join(' UNION ALL ')}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 3)`,
  ].join(';;');
}

const folder = scratch();
const files: Stored[] = [];

beforeAll(async () => {
  const made: {
    file: string;
    schema: 'nanoaod' | 'plain';
    rows: Row[];
    nullable: boolean;
    chunkSize: number | undefined;
  }[] = [];
  const statements = ['SET threads = 1'];
  const sample = fc.sample(fc.array(fc.nat(0xffff), { minLength: 6000, maxLength: 6000 }), {
    numRuns: FILES,
    seed: 20240601,
  });
  for (const [k, tape] of sample.entries()) {
    const draw = new Draw(tape);
    const nullable = k % 3 === 1;
    const columns = columnsOf(draw, nullable);
    const schema = columns.some(({ name }) => name.startsWith('Jet_')) && draw.chance(75) ? 'nanoaod' : 'plain';
    if (schema === 'nanoaod') columns.push({ name: 'nJet', type: number(draw.chance(50) ? 'int32' : 'uint32') });
    const rows = Array.from({ length: 1 + draw.below(16) }, () => storedRow(draw, columns));
    // values in rising order have row groups that a condition rules out
    if (k % 2 === 0) rows.sort((a, b) => Number(a.get('a')) - Number(b.get('a')) || 0);
    const file = join(folder, `${k}.parquet`);
    statements.push(copying(file, columns, rows, draw));
    made.push({
      file,
      schema,
      rows: schema === 'nanoaod' ? rows.map(arranged) : rows,
      nullable,
      chunkSize: k % 5 === 4 ? 2 : undefined,
    });
  }
  await sql(statements.join(';;'));
  for (const { file, schema, rows, nullable, chunkSize } of made) {
    const source = await openParquet([file], { schema, nullable, chunkSize });
    expect(source.unsupported.size).toBe(0);
    files.push({ source, rows });
  }
}, 60_000);

// Programs that storage can do

const COMPARISONS = ['lt', 'gt', 'le', 'ge', 'eq', 'ne'] as const;
const NUMBERS = [
  0,
  1,
  -1,
  2,
  0.5,
  -0,
  3,
  -2.5,
  3.3,
  100,
  255,
  Number.NaN,
  Infinity,
  -Infinity,
  1e300,
  2 ** 53 - 1,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n) - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const AXES: readonly FixedAxis[] = [
  axis.regular(4, -2, 3),
  axis.regular(7, -3, 3.3),
  axis.variable([-1, 0, 0.5, 4]),
  axis.integer(-1, 3),
  axis.regular(3, -1e16, 1e16),
  axis.variable([-1e300, -1, 0.5, 1e300]),
];

class Simple {
  readonly draw: Draw;
  constructor(draw: Draw) {
    this.draw = draw;
  }

  /** What can be read through fields. */
  private pool(scope: readonly Expr[], fits: (type: Type) => boolean): Expr[] {
    const found: Expr[] = [];
    const see = (x: Expr): void => {
      if (fits(x.type)) found.push(x);
      if (x.type.is === 'record') for (const name of x.type.fields.keys()) see(field(x, name));
    };
    for (const x of [...scope].reverse()) see(x);
    return found;
  }

  private attempt(make: () => Expr, otherwise: () => Expr): Expr {
    try {
      return make();
    } catch (problem) {
      if (problem instanceof ExpressionError || problem instanceof TypeMismatchError) return otherwise();
      throw problem;
    }
  }

  private leaf(scope: readonly Expr[]): Expr {
    const known = (): Expr => literal(this.draw.pick(NUMBERS));
    if (this.draw.chance(20)) return known();
    const options = this.draw.chance(20)
      ? this.pool(scope, (type) => type.is === 'option' && type.of.is === 'number')
      : [];
    if (options.length > 0)
      return this.attempt(
        () => call('coalesce', [this.draw.pick(options), literal(this.draw.pick([0, 1, -1, 0.5]))]),
        known,
      );
    const fields = this.pool(scope, (type) => type.is === 'number');
    return fields.length === 0 ? known() : this.draw.pick(fields);
  }

  number(scope: readonly Expr[], depth: number): Expr {
    const kind = depth <= 0 ? 0 : this.draw.below(10);
    const leaf = (): Expr => this.leaf(scope);
    if (kind < 5) return leaf();
    if (kind === 5)
      return this.attempt(
        () =>
          call(this.draw.pick(['add', 'sub', 'mul', 'div', 'min2', 'max2'] as const), [
            this.number(scope, depth - 1),
            this.number(scope, depth - 1),
          ]),
        leaf,
      );
    if (kind === 6)
      return this.attempt(
        () =>
          call(this.draw.pick(['abs', 'neg', 'floor', 'ceil', 'trunc', 'sign', 'toNumber', 'sqrt', 'round'] as const), [
            this.number(scope, depth - 1),
          ]),
        leaf,
      );
    if (kind === 7)
      return this.attempt(
        () =>
          call('if', [this.boolean(scope, depth - 1), this.number(scope, depth - 1), this.number(scope, depth - 1)]),
        leaf,
      );
    if (scope.length > 1) return leaf();
    return this.over(
      scope,
      (of) => call('length', [kind === 8 ? of : filterList(of, (x) => this.boolean([...scope, x], depth - 1))]),
      leaf,
    );
  }

  private over(scope: readonly Expr[], make: (list: Expr) => Expr, otherwise: () => Expr): Expr {
    const lists = this.pool(scope, (type) => type.is === 'list');
    return lists.length === 0 ? otherwise() : this.attempt(() => make(this.draw.pick(lists)), otherwise);
  }

  boolean(scope: readonly Expr[], depth: number): Expr {
    const kind = depth <= 0 ? 0 : this.draw.below(14);
    const bare = (): Expr =>
      this.attempt(
        () => call(this.draw.pick(COMPARISONS), [this.number(scope, depth - 1), this.number(scope, depth - 1)]),
        () => literal(true),
      );
    if (kind < 5) return bare();
    if (kind < 8)
      return call(this.draw.pick(['and', 'or'] as const), [
        this.boolean(scope, depth - 1),
        this.boolean(scope, depth - 1),
      ]);
    if (kind === 8) return call('not', [this.boolean(scope, depth - 1)]);
    if (kind === 9)
      return this.attempt(
        () => call(this.draw.pick(['isNaN', 'isFinite', 'isInteger'] as const), [this.number(scope, depth - 1)]),
        bare,
      );
    if (kind === 10) {
      const options = this.pool(scope, (type) => type.is === 'option');
      return options.length === 0 ? bare() : call('isPresent', [this.draw.pick(options)]);
    }
    if (kind === 11) {
      const fields = this.pool(scope, (type) => type === bool);
      return fields.length === 0 ? bare() : this.draw.pick(fields);
    }
    if (scope.length > 1) return bare();
    return this.over(
      scope,
      (of) =>
        call(this.draw.pick(['any', 'all'] as const), [
          mapList(this.draw.chance(25) ? filterList(of, (x) => this.boolean([...scope, x], 1)) : of, (x) =>
            this.boolean([...scope, x], depth - 1),
          ),
        ]),
      bare,
    );
  }

  elements(row: Expr): Expr {
    return this.over(
      [row],
      (of) => (this.draw.chance(40) ? filterList(of, (x) => this.boolean([row, x], 2)) : of),
      () => call('listOf', [this.number([row], 1), this.number([row], 1)]),
    );
  }

  /** A value that may be missing. */
  value(scope: readonly Expr[]): Expr {
    const options = this.draw.chance(25)
      ? this.pool(scope, (type) => type.is === 'option' && type.of.is === 'number')
      : [];
    return options.length > 0 ? this.draw.pick(options) : this.number(scope, 2);
  }

  output(of: Expr): CallExpr {
    let dataset = of;
    const over = (build: (row: Expr) => Expr): LambdaExpr => lambda([(dataset.type as TableType).row], build);
    const where = (): void => {
      dataset = call('where', [dataset, over((row) => this.boolean([row], 3))]);
    };
    for (let steps = this.draw.pick([0, 1, 1, 2, 3]); steps > 0; steps--) where();
    if (this.draw.chance(20)) {
      dataset = call('rows', [
        dataset,
        over((row) =>
          this.draw.chance(60) ? this.elements(row) : mapList(this.elements(row), (x) => this.number([row, x], 2)),
        ),
      ]);
      if (this.draw.chance(40)) where();
    }
    const kind = this.draw.below(10);
    if (kind < 2)
      return call('collect', [
        dataset,
        over((row) =>
          this.draw.chance(30) ? row : this.draw.chance(50) ? this.number([row], 3) : this.boolean([row], 3),
        ),
      ]);
    if (kind < 5) {
      const axes = this.draw.chance(25) ? [this.draw.pick(AXES), this.draw.pick(AXES)] : [this.draw.pick(AXES)];
      const entry = (scope: readonly Expr[]): Expr =>
        record(axes.map((_, i) => [String(i), this.value(scope)] as const));
      const body = over((row) =>
        this.draw.chance(60) ? entry([row]) : mapList(this.elements(row), (x) => entry([row, x])),
      );
      return call('fill', [dataset, body], { axes: axes as unknown as Json, weighted: false });
    }
    const how = this.draw.pick(['count', 'count', 'min', 'max', 'min', 'max', 'any', 'all', 'sum', 'mean']);
    const body = over((row) =>
      how === 'any' || how === 'all' || (how === 'sum' && this.draw.chance(20))
        ? this.boolean([row], 3)
        : this.value([row]),
    );
    return call('reduceRows', [dataset, body], { how });
  }
}

function outputsOf(draw: Draw, row: Type): CallExpr[] {
  if (draw.chance(30)) return program(draw, row);
  const simple = new Simple(draw);
  return Array.from({ length: draw.pick([1, 1, 1, 2, 3]) }, () => simple.output(sourceExpr('data', table(row))));
}

// Outcomes

type Outcome = { readonly texts: readonly string[] } | { readonly problem: string };

const bodyOf = (output: CallExpr): Type => (output.args[1] as LambdaExpr).body.type;

/** A merged result as text in which every bit counts. */
function showResult(output: CallExpr, result: unknown): string {
  if (output.op === 'fill') return JSON.stringify(partialToJson(result as HistogramPartial));
  if (output.op === 'tally' || output.op === 'group') return showPartial(result as TallyPartial | GroupsPartial);
  if (output.op !== 'collect') return show(result as Value, output.type);
  if (result === undefined) return '';
  return valuesOf(result as Layout, bodyOf(output), lengthOf(result as Layout))
    .map((x) => show(x, bodyOf(output)))
    .join('\n');
}

async function outcomeOf(plan: Plan, outputs: readonly CallExpr[], source: ParquetSource): Promise<Outcome> {
  let results: Map<string, unknown>;
  try {
    results = await run(plan, source);
  } catch (problem) {
    if (problem instanceof ExecutionError || problem instanceof RangeError) return { problem: problem.message };
    throw problem;
  }
  return { texts: outputs.map((output, i) => showResult(output, results.get(String(i)))) };
}

const partialOf = (found: Output): unknown =>
  found.is === 'histogram' || found.is === 'tally' || found.is === 'groups'
    ? found.partial
    : found.is === 'sum'
      ? found
      : found.is === 'one'
        ? found.value
        : found.values;

/** What the oracle says: of floating sums and groups, partition by partition; of everything else, at once. */
function oracle(outputs: readonly CallExpr[], { source, rows }: Stored, mode: Mode): Outcome {
  const one = (output: CallExpr): string => {
    const sums =
      output.options['weighted'] === true ||
      output.op === 'tally' ||
      output.op === 'group' ||
      output.options['how'] === 'sum' ||
      output.options['how'] === 'mean';
    if (sums)
      return showResult(
        output,
        mergeOutput(
          output,
          source
            .partitions()
            .map(({ start, stop }) => partialOf(interpretOutput(output, rows.slice(start, stop), mode))),
          source.partitions(),
        ),
      );
    const found = interpretOutput(output, rows, mode);
    if (found.is === 'values') return found.values.map((x) => show(x, bodyOf(output))).join('\n');
    return showResult(output, partialOf(found));
  };
  try {
    return { texts: outputs.map(one) };
  } catch (problem) {
    // partial results that do not merge are a problem as the run has it
    if (problem instanceof Problem || problem instanceof ExecutionError || problem instanceof RangeError)
      return { problem: problem.message };
    throw problem;
  }
}

const told = (outcome: Outcome): string =>
  'problem' in outcome ? `throws: ${outcome.problem}` : outcome.texts.join('\n');

const places = ['local', 'filter', 'storage'] as const;
const met = new Map(places.map((place) => [place, new Map<string, number>()]));
const note = (place: (typeof places)[number], expr: Expr): void => {
  const counts = met.get(place) as Map<string, number>;
  for (const op of opsOf(expr)) counts.set(op, (counts.get(op) ?? 0) + 1);
};

describe('placements', () => {
  it('give what the oracle gives, bit for bit', { timeout: 600_000 }, async () => {
    const tally = {
      programs: 0,
      refused: 0,
      large: 0,
      problems: 0,
      outputs: 0,
      stored: 0,
      storedByCost: 0,
      filters: 0,
      filtersByCost: 0,
      firstPhases: 0,
      storageUsed: 0,
      pruned: 0,
    };
    const one = async (which: number, tape: readonly number[]): Promise<void> => {
      const stored = files[which] as Stored;
      const { source, rows } = stored;
      const row = source.info.row;
      const outputs = outputsOf(new Draw(tape), row);
      const said = (): string =>
        `file ${which}: ${showType(row)}\n${rows.map((values) => show(values, row)).join('\n')}\n${outputs.map(showTree).join('\n')}`;
      let strict: Outcome;
      let lenient: Outcome;
      try {
        strict = oracle(outputs, stored, 'strict');
        lenient = oracle(outputs, stored, 'lenient');
      } catch (problem) {
        if (!(problem instanceof TooLarge)) throw new Error(`${said()}\n${(problem as Error).stack}`);
        tally.large++;
        return;
      }
      const found = new Map<string, Outcome>();
      const plans = new Map<string, Plan>();
      try {
        for (const [placement, { constants, ...options }] of Object.entries(PLACEMENTS)) {
          const costing =
            constants === undefined ? undefined : { of: (asked: CostRequest) => source.costs?.(asked), constants };
          const plan = compile(
            outputs.map((expr, i) => ({ name: String(i), expr })),
            source.info,
            { ...options, costing },
          );
          plans.set(placement, plan);
          found.set(placement, await outcomeOf(plan, outputs, source));
        }
      } catch (problem) {
        if (!REFUSED.test(String(problem))) throw new Error(`${said()}\n${(problem as Error).stack}`);
        tally.refused++;
        return;
      }
      for (const [placement, outcome] of found) {
        const plan = plans.get(placement) as Plan;
        const differs = (from: string, wanted: Outcome): Error =>
          new Error(
            `${said()}\n${placement} (${plan.outputs.map((output) => `${output.place}: ${showTree(output.expr)}`).join('; ')}${plan.filter === undefined ? '' : `; filter ${showTree(plan.filter)}`}) differs from ${from}\n--- ${placement}\n${told(outcome)}\n--- ${from}\n${told(wanted)}`,
          );
        const local = found.get('local') as Outcome;
        if ('problem' in outcome !== 'problem' in local || ('texts' in outcome && told(outcome) !== told(local)))
          throw differs('local', local);
        if ('problem' in outcome ? !('problem' in strict) : told(outcome) !== told(lenient))
          throw differs('the oracle', 'problem' in outcome ? strict : lenient);
      }
      const [forced, ...chosen] = ['storage', 'auto, free storage', 'auto, free scans'].map((name) =>
        plans.get(name),
      ) as [Plan, Plan, Plan];
      const inStorage = (plan: Plan): number => plan.outputs.filter(({ place }) => place === 'storage').length;
      tally.programs++;
      if ('problem' in (found.get('local') as Outcome)) tally.problems++;
      tally.outputs += outputs.length;
      tally.stored += inStorage(forced);
      tally.storedByCost += inStorage(chosen[0]);
      tally.filters += forced.filter === undefined ? 0 : 1;
      tally.filtersByCost += chosen[1].pushed ? 1 : 0;
      tally.firstPhases += plans.get('auto')?.first === undefined ? 0 : 1;
      if (forced.filter !== undefined && (source.pruned?.(forced.filter) ?? 0) > 0) tally.pruned++;
      if (inStorage(forced) > 0 || forced.filter !== undefined) tally.storageUsed++;
      for (const { place, expr } of forced.outputs) note(place, expr);
      if (forced.filter !== undefined) note('filter', forced.filter);
    };
    await fc.assert(fc.asyncProperty(fc.nat(FILES - 1), tapes, one), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    });
    const entries = Object.keys(operations).map(
      (op) => `${op} ${places.map((place) => met.get(place)?.get(op) ?? 0).join('/')}`,
    );
    console.log(`${JSON.stringify(tally)}\neach operation in ${places.join('/')}: ${entries.join(', ')}`);
    expect(tally.storageUsed).toBeGreaterThanOrEqual(runs / 10);
    expect(Math.min(tally.storedByCost, tally.filtersByCost, tally.firstPhases)).toBeGreaterThan(0);
  });
});
