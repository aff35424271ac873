import { type HistogramPartial, sizeOf, stridesOf } from '../../kernels/histogram.ts';
import { type AxisSpec, axisFromJson, isAuto, type FixedAxis } from '../axis.ts';
import type { SourceInfo } from '../source.ts';
import { apply } from '../tree/bind.ts';
import type { CallExpr, Expr, LambdaExpr, RecordExpr } from '../tree/expr.ts';
import { field } from '../tree/expr.ts';
import { isInteger, present, type Type } from '../tree/type.ts';
import { canFail } from './failing.ts';
import { attempt, type NoSql, SqlWriter, type Stream } from './sql.ts';
import { type Doubt, inside, NotSql, SqlScope, type SqlValue } from './sql-scope.ts';

/** A number type in which a result column comes. */
export type ResultType = 'float64' | 'int64' | 'uint64';
/** One row of an aggregate's answer; undefined is NULL. */
export type ResultRow = readonly (number | bigint | undefined)[];

/** A partial result, which may be undefined itself. */
export interface Found {
  readonly partial: unknown;
}

/** The query that computes an output's partial result. */
export interface SqlOutput {
  readonly is: 'query';
  /** The stored columns, which the query calls `c0`, `c1`, … */
  readonly columns: readonly string[];
  readonly text: (rows: string) => string;
  readonly values: readonly SqlValue[];
  readonly doubts: readonly Doubt[];
  readonly results: readonly ResultType[];
  /** The partial result; undefined where the answer does not say which one it is. */
  readonly finish: (rows: readonly ResultRow[]) => Found | undefined;
  /** The conditions on the stored rows. */
  readonly tests: readonly Expr[];
  /** Whether it is over all rows as they are stored: no condition, no list. */
  readonly plain: boolean;
}

const MOST_EDGES = 256;
const MOST_CELLS = 2 ** 24;
const LARGEST = 9007199254740991;

/** The query for an output, its values numbered from `firstValue`, or why there is none with the same answer. */
export function outputSql(output: CallExpr, info: SourceInfo, firstValue = 1): SqlOutput | NoSql {
  return attempt(() => {
    if (output.op === 'collect') throw new NotSql('values are delivered row by row');
    if (output.op === 'tally' || output.op === 'group') throw new NotSql(`a ${output.op} is not done by storage`);
    const scope = new SqlScope(info, firstValue, (_column, i) => `c${i}`);
    return output.op === 'fill' ? histogram(output, scope) : reduction(output, scope);
  });
}

/** What there is of a dataset: conditions on rows, then perhaps the elements of one list with conditions of their own. */
interface Rows {
  readonly tests: readonly Expr[];
  readonly stream: Stream | undefined;
  readonly value: Expr;
}

function rowsOf(dataset: Expr, writer: SqlWriter): Rows {
  if (dataset.node === 'source') return { tests: [], stream: undefined, value: writer.row };
  const { op, args } = dataset as CallExpr;
  const of = rowsOf(args[0] as Expr, writer);
  const body = apply(args[1] as LambdaExpr, [of.value]);
  if (op === 'rows') return spread(of, body, writer);
  if (op !== 'where') throw new NotSql(`${op} is not done by storage`);
  return of.stream === undefined
    ? { ...of, tests: [...of.tests, body] }
    : { ...of, stream: { ...of.stream, tests: [...of.stream.tests, body] } };
}

function spread(of: Rows, list: Expr, writer: SqlWriter): Rows {
  if (of.stream !== undefined) throw new NotSql('a list inside a list');
  const stream = writer.stream(list);
  return { ...of, stream, value: stream.value };
}

type Rest = Pick<SqlOutput, 'results' | 'finish'>;

/** Puts a query together: `select` writes the results over rows or elements. */
function query(
  { tests, stream }: Rows,
  writer: SqlWriter,
  select: () => { text: string; group?: string },
  rest: Rest,
): SqlOutput {
  const { scope } = writer;
  const rowTests = tests.map((test) => writer.scalar(test));
  const elements = new Map<string, string>();
  const leaf = (column: string, above: readonly string[], below: readonly string[]): string => {
    const list = inside(scope.column(column), above);
    const name = elements.get(list) ?? `e${elements.size}`;
    elements.set(list, name);
    return inside(name, below);
  };
  const write = (): { text: string; group?: string; where: string[] } => ({
    ...select(),
    where: (stream?.tests ?? []).map((test) => writer.scalar(test)),
  });
  const { text, group, where } = stream === undefined ? write() : writer.within(stream.collection, leaf, write);
  // elements of which nothing is used are still there to be counted
  if (stream !== undefined && elements.size === 0) elements.set(writer.anyList(stream.collection), 'e0');
  const filter = (conditions: readonly string[]): string =>
    conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const unnested = [...elements].map(([list, name]) => `, unnest(${list}) AS ${name}`).join('');
  const ending = group === undefined ? '' : ` GROUP BY ${group}`;
  return {
    is: 'query',
    columns: [...scope.columns.keys()],
    text: (rows) =>
      stream === undefined
        ? `SELECT ${text} FROM ${rows}${filter(rowTests)}${ending}`
        : `SELECT ${text} FROM (SELECT *${unnested} FROM ${rows}${filter(rowTests)}) AS elements${filter(where)}${ending}`,
    values: scope.values,
    doubts: [...scope.doubts.values()],
    tests,
    plain: tests.length === 0 && stream === undefined,
    ...rest,
  };
}

function reduction(output: CallExpr, scope: SqlScope): SqlOutput {
  const writer = new SqlWriter(scope);
  const how = String(output.options['how']);
  const rows = rowsOf(output.args[0] as Expr, writer);
  const body = apply(output.args[1] as LambdaExpr, [rows.value]);
  reject(rows.stream?.value);
  switch (how) {
    case 'count':
      reject(body);
      return query(
        rows,
        writer,
        () => ({ text: body.type.is === 'option' ? `count(${writer.value(body)})` : 'count(*)' }),
        { results: ['int64'], finish: ([row]) => ({ partial: Number(row?.[0]) }) },
      );
    case 'any':
    case 'all': {
      const not = how === 'all' ? 'NOT ' : '';
      return query(rows, writer, () => ({ text: `count(*) FILTER (WHERE ${not}${writer.value(body)})` }), {
        results: ['int64'],
        finish: ([row]) => ({ partial: (row?.[0] === 0n) === (how === 'all') }),
      });
    }
    case 'sum':
      return query(rows, writer, () => ({ text: sumText(body, writer) }), {
        results: ['float64', 'float64', 'int64'],
        finish: sumOf,
      });
    case 'min':
    case 'max':
      return query(rows, writer, () => ({ text: bestText(how, body, writer) }), bestRest(present(body.type)));
    default:
      throw new NotSql('a mean is a floating sum over rows, whose order counts');
  }
}

/** What an answer does not depend on storage does not compute, and does not stop at it. */
function reject(value: Expr | undefined): void {
  if (value !== undefined && canFail(value)) throw new NotSql('it may stop with an error, which is found here only');
}

function sumText(body: Expr, writer: SqlWriter): string {
  const type = present(body.type);
  if (type.is !== 'bool' && !isInteger(type))
    throw new NotSql('the order of a floating sum counts, and storage has its own');
  const value = writer.value(body);
  const x = `CAST(${type.is === 'bool' ? `CAST(${value} AS TINYINT)` : value} AS HUGEINT)`;
  return `CAST(coalesce(sum(${x}), 0) AS DOUBLE), CAST(coalesce(sum(abs(${x})), 0) AS DOUBLE), count(${value})`;
}

// Where no sum of some of the values can leave the exact integers, the order does not matter.
function sumOf([row]: readonly ResultRow[]): Found | undefined {
  const [sum, most, count] = row as [number, number, bigint];
  return most > LARGEST ? undefined : { partial: { sum: sum + 0, count: Number(count) } };
}

function bestText(how: 'min' | 'max', body: Expr, writer: SqlWriter): string {
  const type = present(body.type);
  if (type.is !== 'number') throw new NotSql(`the ${how} of truth values is not done by storage`);
  const x = writer.value(body);
  if (isInteger(type)) return `${how}(${x})`;
  const zeros = (sign: string): string =>
    `count(*) FILTER (WHERE ${x} + CAST(0 AS DOUBLE) = CAST(0 AS DOUBLE) AND ${sign}signbit(${x}))`;
  return `${how}(${x}) FILTER (WHERE NOT isnan(${x})), count(${x}), ${zeros('')}, ${zeros('NOT ')}`;
}

function bestRest(type: Type): Rest {
  if (isInteger(type)) {
    const dtype = type.is === 'number' ? type.dtype : 'int';
    const wide = dtype === 'int64' || dtype === 'uint64';
    return {
      results: [dtype === 'uint64' ? 'uint64' : 'int64'],
      finish: ([row]) => ({ partial: row?.[0] === undefined || wide ? row?.[0] : Number(row[0]) }),
    };
  }
  return {
    results: ['float64', 'int64', 'int64', 'int64'],
    finish: ([row]) => {
      const [best, count, negative, positive] = row as [number | undefined, bigint, bigint, bigint];
      if (best === undefined) return { partial: count === 0n ? undefined : Number.NaN };
      if (best !== 0) return { partial: best };
      // of both zeros the first one is the answer, which storage does not know
      return negative > 0n && positive > 0n ? undefined : { partial: negative > 0n ? -0 : 0 };
    },
  };
}

function histogram(output: CallExpr, scope: SqlScope): SqlOutput {
  if (output.options['weighted'] === true) throw new NotSql('weights are floating sums over rows, whose order counts');
  const writer = new SqlWriter(scope);
  const axes = (output.options['axes'] as readonly unknown[]).map(axisFromJson).map(fixedAxis);
  const none = axes.map(() => undefined);
  const size = sizeOf(axes, none);
  if (size > MOST_CELLS) throw new NotSql(`a histogram of ${size} cells`);
  const rows = rowsOf(output.args[0] as Expr, writer);
  const body = apply(output.args[1] as LambdaExpr, [rows.value]);
  reject(rows.stream?.value);
  const filled = body.type.is === 'list' ? spread(rows, body, writer) : rows;
  const entry = body.type.is === 'list' ? filled.value : body;
  if (entry.type.is !== 'record') throw new NotSql('a list inside a list');
  const strides = stridesOf(axes, none);
  const select = (): { text: string; group: string } => {
    const values = axes.map((_, i) => field(entry as RecordExpr, String(i)));
    const texts = values.map((value) =>
      isInteger(present(value.type))
        ? `CAST(${writer.value(value)} AS DOUBLE)`
        : present(value.type).is === 'bool'
          ? `CAST(CAST(${writer.value(value)} AS TINYINT) AS DOUBLE)`
          : writer.value(value),
    );
    const missing = texts.filter((_, i) => (values[i] as Expr).type.is === 'option').map((text) => `${text} IS NULL`);
    const cell = axes
      .map((axis, i) => cellText(axis, texts[i] as string, scope) + (strides[i] === 1 ? '' : ` * ${strides[i]}`))
      .join(' + ');
    const whole = `CAST(${missing.length === 0 ? cell : `CASE WHEN ${missing.join(' OR ')} THEN -1 ELSE ${cell} END`} AS INTEGER)`;
    return { text: `${whole}::BIGINT AS cell, count(*)`, group: 'cell' };
  };
  return query(filled, writer, select, {
    results: ['int64', 'int64'],
    finish: (found) => ({ partial: partialOf(found, size, axes) }),
  });
}

function fixedAxis(axis: AxisSpec): FixedAxis {
  if (isAuto(axis)) throw new NotSql('the range of an axis is still to be found');
  if (axis.is === 'category') throw new NotSql('categories are found here only');
  if (axis.is === 'variable' && axis.edges.length > MOST_EDGES)
    throw new NotSql(`an axis of more than ${MOST_EDGES} edges`);
  return axis;
}

/** The cell of a DOUBLE, by the comparisons and the arithmetic of kernels/histogram.ts. */
function cellText(axis: FixedAxis, x: string, scope: SqlScope): string {
  const double = (value: number): string => scope.value(value, 'DOUBLE');
  switch (axis.is) {
    case 'regular': {
      const z = `((${x} - ${double(axis.lo)}) / ${double(axis.hi - axis.lo)})`;
      return `(CASE WHEN isnan(${z}) OR ${z} >= ${double(1)} THEN ${axis.bins + 1} WHEN ${z} >= ${double(0)} THEN floor(${z} * ${double(axis.bins)}) + 1 ELSE 0 END)`;
    }
    case 'variable':
      return `(CASE WHEN isnan(${x}) THEN ${axis.edges.length} ${axis.edges.map((edge, i) => `WHEN ${x} < ${double(edge)} THEN ${i}`).join(' ')} ELSE ${axis.edges.length} END)`;
    case 'integer':
      return `(CASE WHEN isnan(${x}) OR ${x} >= ${double(axis.hi)} THEN ${axis.hi - axis.lo + 1} WHEN ${x} < ${double(axis.lo)} THEN 0 ELSE floor(${x}) - ${double(axis.lo)} + 1 END)`;
    case 'boolean':
      return `(CASE WHEN ${x} = ${double(0)} THEN 0 ELSE 1 END)`;
    default:
      throw new NotSql('categories are found here only');
  }
}

function partialOf(rows: readonly ResultRow[], size: number, axes: readonly FixedAxis[]): HistogramPartial {
  const counts = new Float64Array(size);
  let skipped = 0;
  for (const [cell, count] of rows) {
    if (Number(cell) < 0) skipped += Number(count);
    else counts[Number(cell)] = Number(count);
  }
  return { counts, categories: axes.map(() => undefined), skipped };
}
