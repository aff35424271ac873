import { loopWork } from './cost-loop.ts';
import { Shares } from './shares.ts';
import type { ColumnCost, CostRequest, ReadCosts, SourceInfo } from './source.ts';
import type { CallExpr, Expr } from './tree/expr.ts';

/** What work costs on a machine, in nanoseconds; measured, not guessed. */
export interface CostConstants {
  /** Reading here: for each row group, each chunk of a column, each value alone or in a list, each decompressed byte. */
  readonly own: {
    readonly group: number;
    readonly chunk: number;
    readonly value: number;
    readonly element: number;
    readonly codecs: Readonly<Record<string, number>>;
  };
  /** Reading through DuckDB: for each query, each single value, each value in a list, and of that the decoding alone. */
  readonly duckdb: {
    readonly query: number;
    readonly value: number;
    readonly element: number;
    readonly decode: number;
  };
  /** Aggregating in DuckDB: for each query, each row, each element of a list. */
  readonly storage: { readonly query: number; readonly row: number; readonly element: number };
  /** Loops here: for each row, each element that is walked, each unit of cost of an operation. */
  readonly loop: { readonly row: number; readonly element: number; readonly unit: number };
}

/** What work costs: what there is to be read, and how long a piece of work takes. */
export interface Costing {
  readonly of: (request: CostRequest) => ReadCosts | undefined;
  readonly constants: CostConstants;
}

/** What the plan is expected to take, and what others would have taken that were rejected. */
export interface Forecast {
  readonly chosen: Estimate;
  readonly rejected: readonly { readonly what: string; readonly estimate: Estimate }[];
}

/** What some work is expected to take. */
export interface Estimate {
  readonly milliseconds: number;
  /** The parts of it, in the order in which they are told. */
  readonly parts: readonly EstimatePart[];
  /** Rows that are read, and of them those that go on. */
  readonly rows: number;
  readonly passing: number;
  /** Bytes in the file that are read, and values that are decoded. */
  readonly bytes: number;
  readonly values: number;
}

/** A part of the work in milliseconds. */
export interface EstimatePart {
  readonly of: 'decode' | 'scan' | 'loop' | 'storage';
  readonly milliseconds: number;
}

const MILLION = 1e6;

/** What outputs take here; `pushed` is the condition with which DuckDB leaves out rows while it scans. */
export function localEstimate(
  outputs: readonly CallExpr[],
  info: SourceInfo,
  costs: ReadCosts,
  constants: CostConstants,
  pushed: Expr | undefined,
): Estimate {
  const shares = new Shares(info, costs);
  const passing = pushed === undefined ? 1 : shares.passing(pushed);
  const own = pushed === undefined ? costs.columns.filter(({ by, delivered }) => by === 'own' && delivered) : [];
  const scanned = costs.columns.filter((column) => !own.includes(column) && (pushed !== undefined || column.delivered));
  const { units, elements } = loopWork(outputs, shares);
  const { row, element, unit } = constants.loop;
  const loop = costs.rows * (row * passing + element * elements + unit * units);
  return summed(costs, costs.rows * passing, [
    { of: 'decode', milliseconds: decodeCost(own, costs, constants) / MILLION },
    { of: 'scan', milliseconds: scanCost(scanned, costs, constants, passing) / MILLION },
    { of: 'loop', milliseconds: loop / MILLION },
  ]);
}

/** What one output takes in storage, a query for each partition; `tests` are its conditions on rows. */
export function storageEstimate(
  costs: ReadCosts,
  constants: CostConstants,
  tests: readonly Expr[],
  info: SourceInfo,
): Estimate {
  const shares = new Shares(info, costs);
  const passing = tests.reduce((share, test) => share * shares.passing(test), 1);
  const { query, row, element } = constants.storage;
  const lists = costs.columns.filter(({ isList }) => isList);
  const elements = lists.reduce((sum, { values }) => sum + values, 0) * passing;
  const alone = Math.max(0, costs.columns.length - lists.length - 1);
  const read = costs.rows * (row + alone * constants.duckdb.value) + elements * element;
  return summed(costs, costs.rows * passing, [
    { of: 'storage', milliseconds: (costs.partitions * query + read) / MILLION },
  ]);
}

function decodeCost(columns: readonly ColumnCost[], { groups }: ReadCosts, { own }: CostConstants): number {
  const values = columns.reduce((sum, column) => {
    const perByte = column.codec === 'none' ? 0 : (own.codecs[column.codec] ?? own.codecs['zstd'] ?? 0);
    return (
      sum +
      column.chunks * own.chunk +
      column.uncompressed * perByte +
      column.values * (column.isList ? own.element : own.value)
    );
  }, 0);
  return columns.length === 0 ? 0 : groups * own.group + values;
}

/** All values are decoded, those of rows that pass are handed over. */
function scanCost(
  columns: readonly ColumnCost[],
  { partitions }: ReadCosts,
  { duckdb }: CostConstants,
  passing: number,
): number {
  const handed = columns.reduce((sum, { values, isList, delivered }) => {
    const [decode, whole] = isList ? [duckdb.decode, duckdb.element] : [duckdb.value / 2, duckdb.value];
    return sum + values * (decode + (delivered ? (whole - decode) * passing : 0));
  }, 0);
  return columns.length === 0 ? 0 : partitions * duckdb.query + handed;
}

function summed(costs: ReadCosts, passing: number, parts: readonly EstimatePart[]): Estimate {
  const done = parts.filter(({ milliseconds }) => milliseconds > 0);
  return {
    milliseconds: done.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    parts: done,
    rows: costs.rows,
    passing,
    bytes: costs.columns.reduce((sum, { compressed }) => sum + compressed, 0),
    values: costs.columns.reduce((sum, { values }) => sum + values, 0),
  };
}

/** Several pieces of work, one after the other. */
export function both(a: Estimate, b: Estimate): Estimate {
  return {
    milliseconds: a.milliseconds + b.milliseconds,
    parts: [...a.parts, ...b.parts],
    rows: Math.max(a.rows, b.rows),
    passing: Math.max(a.passing, b.passing),
    bytes: a.bytes + b.bytes,
    values: a.values + b.values,
  };
}
