import { formAt, pathOf } from '../../../compiler/emit/sql-scope.ts';
import type { SourceInfo } from '../../../compiler/source.ts';
import type { Expr } from '../../../compiler/tree/expr.ts';
import type { Type } from '../../../compiler/tree/type.ts';
import type { Footer } from './footer.ts';
import type { ColumnChunk, SchemaElement } from './metadata.ts';
import { leavesOf, schemaTrees, type SchemaNode } from './schema-tree.ts';
import type { RowRange } from './duckdb-aggregate.ts';

/** What a footer says of the values of the row groups. */
export class Statistics {
  private readonly info: SourceInfo;
  private readonly footers: ReadonlyMap<string, Footer>;
  private readonly nodes = new Map<string, ReadonlyMap<string, SchemaNode>>();

  constructor(info: SourceInfo, footers: readonly Footer[]) {
    this.info = info;
    this.footers = new Map(footers.map((footer) => [footer.file, footer]));
  }

  /** Whether no value of a column is missing in the row group of a range. */
  isWhole(range: RowRange, column: string): boolean {
    const node = this.nodeOf(range.file, column);
    return node !== undefined && leavesOf(node).every((leaf) => this.chunk(range, leaf)?.nullCount === 0);
  }

  /** Whether the column's values are for DuckDB what they are here: dates and times are not. */
  isPlain(file: string, column: string): boolean {
    const node = this.nodeOf(file, column);
    return node !== undefined && isPlain(node);
  }

  /** The least and greatest value of a column of single values or lists of them in the row group of a range. */
  limitsOf(range: RowRange, column: string): Limits | undefined {
    const node = this.nodeOf(range.file, column);
    const only = node === undefined ? undefined : onlyLeaf(node);
    const chunk = only?.leaf === undefined ? undefined : this.chunk(range, only.leaf);
    return chunk === undefined ? undefined : limitsOfChunk(chunk, (only as SchemaNode).element);
  }

  /** Whether the least and greatest values of a range prove that the condition holds for none of its rows. */
  isFalse(range: RowRange, test: Expr): boolean {
    if (test.node !== 'call') return false;
    if (test.op === 'and') return test.args.some((arg) => this.isFalse(range, arg));
    if (test.op === 'or') return test.args.every((arg) => this.isFalse(range, arg));
    const [a, b] = test.args as [Expr, Expr];
    if (b?.node === 'literal') return this.fails(range, test.op, a, b.value);
    return (
      a?.node === 'literal' && FLIPPED.has(test.op) && this.fails(range, FLIPPED.get(test.op) as string, b, a.value)
    );
  }

  private fails(range: RowRange, op: string, value: Expr, limit: unknown): boolean {
    const compare = FAILS.get(op);
    if (compare === undefined || (typeof limit !== 'number' && typeof limit !== 'bigint')) return false;
    const found = this.limits(range, value);
    return found !== undefined && compare(found, limit);
  }

  private limits(range: RowRange, value: Expr): Limits | undefined {
    const stored = this.storedAt(value);
    const node = stored === undefined ? undefined : this.nodeOf(range.file, stored.column);
    if (stored === undefined || node?.leaf === undefined || !isPlain(node)) return undefined;
    const chunk = this.chunk(range, node.leaf);
    return chunk?.nullCount === 0 && chunk.min !== undefined && chunk.max !== undefined
      ? limitsOf(chunk.min, chunk.max, node.element, stored.type)
      : undefined;
  }

  private storedAt(value: Expr): { column: string; type: Type | undefined } | undefined {
    const counted = value.node === 'call' && value.op === 'length' ? value.args[0] : undefined;
    const found = pathOf(counted ?? value);
    if (found?.root.level !== 0 || found.root.type !== this.info.row) return undefined;
    const form = formAt(this.info.form, found.path);
    if (counted !== undefined)
      return form.is === 'list' && form.counter !== undefined ? { column: form.counter, type: undefined } : undefined;
    return form.is === 'column' && form.inside.length === 0 ? { column: form.column, type: value.type } : undefined;
  }

  /** The schema of a column. */
  nodeOf(file: string, column: string): SchemaNode | undefined {
    const footer = this.footers.get(file);
    if (footer === undefined) return undefined;
    const known = this.nodes.get(file) ?? new Map(schemaTrees(footer).map((node) => [node.element.name, node]));
    this.nodes.set(file, known);
    return known.get(column);
  }

  private chunk({ file, start }: RowRange, leaf: number): ColumnChunk | undefined {
    let end = 0;
    for (const group of this.footers.get(file)?.groups ?? []) {
      end += group.rows;
      if (start < end) return group.chunk(leaf);
    }
    return undefined;
  }
}

/** The only leaf below a node, where its values are plain. */
function onlyLeaf(node: SchemaNode): SchemaNode | undefined {
  const [child, ...others] = node.children;
  if (child !== undefined) return others.length > 0 ? undefined : onlyLeaf(child);
  return isPlain(node) ? node : undefined;
}

/** The limits of chunks that were asked for: the cost of each way to run a query asks for the same ones. */
const knownLimits = new WeakMap<ColumnChunk, { readonly limits: Limits | undefined }>();

function limitsOfChunk(chunk: ColumnChunk, element: SchemaElement): Limits | undefined {
  const known = knownLimits.get(chunk);
  if (known !== undefined) return known.limits;
  const { min, max } = chunk;
  const limits = min === undefined || max === undefined ? undefined : limitsOf(min, max, element, undefined);
  knownLimits.set(chunk, { limits });
  return limits;
}

interface Limits {
  readonly min: number | bigint;
  readonly max: number | bigint;
}

// NaN, which statistics leave out, fails every one of these comparisons.
const FAILS: ReadonlyMap<string, (found: Limits, limit: number | bigint) => boolean> = new Map([
  ['gt', ({ max }: Limits, limit: number | bigint) => max <= limit],
  ['ge', ({ max }: Limits, limit: number | bigint) => max < limit],
  ['lt', ({ min }: Limits, limit: number | bigint) => min >= limit],
  ['le', ({ min }: Limits, limit: number | bigint) => min > limit],
  ['eq', ({ min, max }: Limits, limit: number | bigint) => max < limit || min > limit],
]);
const FLIPPED: ReadonlyMap<string, string> = new Map([
  ['gt', 'lt'],
  ['ge', 'le'],
  ['lt', 'gt'],
  ['le', 'ge'],
  ['eq', 'eq'],
]);

/** The bytes of statistics as numbers; undefined where they are of another size, NaN, or out of order. */
function limitsOf(
  min: Uint8Array,
  max: Uint8Array,
  { physical, logical, converted }: SchemaElement,
  type: Type | undefined,
): Limits | undefined {
  const unsigned =
    type === undefined
      ? logical?.signed === false || (converted !== undefined && converted >= 11 && converted <= 14)
      : type.is === 'number' && type.dtype.startsWith('u');
  const read = reader(physical, unsigned);
  const size = physical === 1 || physical === 4 ? 4 : 8;
  if (read === undefined || min.length !== size || max.length !== size) return undefined;
  const [low, high] = [min, max].map((bytes) => read(new DataView(bytes.buffer, bytes.byteOffset, size))) as [
    number | bigint,
    number | bigint,
  ];
  return low <= high ? { min: low, max: high } : undefined;
}

function reader(physical: number | undefined, unsigned: boolean): ((bytes: DataView) => number | bigint) | undefined {
  if (physical === 1) return (bytes) => (unsigned ? bytes.getUint32(0, true) : bytes.getInt32(0, true));
  if (physical === 2) return (bytes) => (unsigned ? bytes.getBigUint64(0, true) : bytes.getBigInt64(0, true));
  if (physical === 4) return (bytes) => bytes.getFloat32(0, true);
  return physical === 5 ? (bytes) => bytes.getFloat64(0, true) : undefined;
}

const [DATE, TIME, TIMESTAMP, INT96] = [6, 7, 8, 3];
const isPlain = ({ element: { physical, logical, converted }, children }: SchemaNode): boolean => {
  if (children.length > 0) return children.every(isPlain);
  if (physical === INT96 || [DATE, TIME, TIMESTAMP].includes(logical?.kind ?? 0)) return false;
  return converted === undefined || converted < DATE || converted > 10;
};
