import type { AxisNames, FixedAxis } from '../../compiler/axis.ts';
import { axis as build } from '../../compiler/axis.ts';
import { JaggedError, SourceError } from '../../compiler/tree/problem.ts';
import { cellCount, flowOf, moveCells, sizeOf, stridesOf, type HistogramPartial } from '../../kernels/histogram.ts';

type Json = Readonly<Record<string, unknown>>;
type Nested = number | readonly Nested[];

/** A histogram in the JSON of scikit-hep's UHI, schema version 1. */
export interface UhiHistogram {
  readonly uhi_schema: 1;
  readonly writer_info: Json;
  readonly axes: readonly Json[];
  readonly storage: { readonly type: 'int' | 'weighted'; readonly values: Nested; readonly variances?: Nested };
}

/** The UHI form of a histogram: flow included, so that nothing is lost. */
export function writeUhi(axes: readonly FixedAxis[], partial: HistogramPartial): UhiHistogram {
  const shape = axes.map((axis) => cellCount(axis));
  const values = nest(partial.counts, shape);
  const storage =
    partial.squares === undefined
      ? { type: 'int' as const, values }
      : { type: 'weighted' as const, values, variances: nest(partial.squares, shape) };
  return { uhi_schema: 1, writer_info: { jagged: { skipped: partial.skipped } }, axes: axes.map(writeAxis), storage };
}

function writeAxis(axis: FixedAxis): Json {
  const metadata = {
    ...(axis.name === undefined ? {} : { name: axis.name }),
    ...(axis.label === undefined ? {} : { label: axis.label }),
  };
  const flow = { underflow: true, overflow: true, circular: false, metadata };
  switch (axis.is) {
    case 'regular':
      return { type: 'regular', lower: axis.lo, upper: axis.hi, bins: axis.bins, ...flow };
    case 'variable':
      return { type: 'variable', edges: axis.edges, ...flow };
    case 'integer':
      // UHI has no integer axis; this is how boost-histogram marks its own, and it reads it back as one
      return {
        type: 'regular',
        lower: axis.lo,
        upper: axis.hi,
        bins: axis.hi - axis.lo,
        ...flow,
        writer_info: { 'boost-histogram': { orig_type: 'Integer' } },
      };
    case 'boolean':
      return { type: 'boolean', metadata };
    case 'category': {
      const growth = axis.growth ? { writer_info: { 'boost-histogram': { growth: true } } } : {};
      return {
        type: axis.of === 'int' ? 'category_int' : 'category_str',
        categories: axis.categories,
        flow: !axis.growth,
        metadata,
        ...growth,
      };
    }
    default:
      return axis satisfies never;
  }
}

/** The axes and storage of UHI JSON; SourceError where it is no histogram that we can hold. */
export function readUhi(json: unknown): { axes: FixedAxis[]; partial: HistogramPartial } {
  const found = record(json, 'a UHI histogram');
  if (found['uhi_schema'] !== 1) throw bad(`needs uhi_schema 1, found ${String(found['uhi_schema'])}`);
  const specs = list(found['axes'], 'axes').map((axis) => record(axis, 'an axis'));
  const axes = specs.map(readAxis);
  const storage = record(found['storage'], 'storage');
  const type = String(storage['type']);
  if (!['int', 'double', 'weighted'].includes(type))
    throw bad(`cannot hold storage ${type}`, 'int, double and weighted can be read');
  const shapes = axes.map((axis, i) => cellsWritten(axis, specs[i] as Json));
  const read = (key: string): Float64Array => readCells(axes, shapes, storage, key);
  const categories = axes.map((axis) => (axis.is === 'category' ? axis.categories : undefined));
  const info = (found['writer_info'] as Record<string, Json | undefined> | undefined)?.['jagged'];
  const skipped = typeof info?.['skipped'] === 'number' ? info['skipped'] : 0;
  const partial = { counts: read('values'), categories, skipped };
  return { axes, partial: type === 'weighted' ? { ...partial, squares: read('variances') } : partial };
}

function readAxis(json: Json): FixedAxis {
  const info = (json['writer_info'] as Record<string, Json | undefined> | undefined)?.['boost-histogram'];
  const { name, label } = (json['metadata'] ?? {}) as Record<string, unknown>;
  const names: AxisNames = {
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(typeof label === 'string' && label !== '' ? { label } : {}),
  };
  if (json['circular'] === true) throw bad('cannot hold a circular axis');
  try {
    switch (json['type']) {
      case 'regular':
        if (info?.['orig_type'] === 'Integer')
          return build.integer(Number(json['lower']), Number(json['upper']), names);
        return build.regular(Number(json['bins']), Number(json['lower']), Number(json['upper']), names);
      case 'variable':
        return build.variable(list(json['edges'], 'edges').map(Number), names);
      case 'boolean':
        return build.boolean(names);
      case 'category_str':
      case 'category_int': {
        const of = json['type'] === 'category_int' ? 'int' : 'string';
        const categories = list(json['categories'], 'categories') as string[];
        const growth = json['flow'] !== true && (info?.['growth'] === true || categories.length === 0);
        // an axis without categories can only grow here
        return build.category(categories, { of, growth: growth || categories.length === 0, ...names });
      }
      default:
        throw bad(`cannot hold an axis of type ${String(json['type'])}`);
    }
  } catch (error) {
    if (error instanceof JaggedError && !(error instanceof SourceError)) throw bad(error.reason, error.hint);
    throw error;
  }
}

/** For each cell that was written of an axis, the cell that it is here: other tools may leave flow out. */
function cellsWritten(axis: FixedAxis, json: Json): number[] {
  const { under, over } = flowOf(axis);
  const all = Array.from({ length: cellCount(axis) }, (_, i) => i);
  if (axis.is === 'category') return json['flow'] === false && over ? all.slice(0, -1) : all;
  return all.slice(under && json['underflow'] === false ? 1 : 0, over && json['overflow'] === false ? -1 : undefined);
}

function readCells(axes: readonly FixedAxis[], shapes: readonly number[][], storage: Json, key: string): Float64Array {
  const strides = stridesOf(axes, []);
  const size = sizeOf(axes, []);
  if (storage[key] === undefined) return new Float64Array(size);
  if (storage['index'] !== undefined) return readSparse(shapes, strides, storage, key, size);
  const flat: number[] = [];
  const walk = (data: unknown, depth: number): void => {
    const cells = shapes[depth];
    if (cells === undefined) {
      flat.push(number(data));
      return;
    }
    const items = list(data, key);
    if (items.length !== cells.length) throw bad(`axis ${depth} needs ${cells.length} cells, found ${items.length}`);
    for (const item of items) walk(item, depth + 1);
  };
  walk(storage[key], 0);
  return moveCells(
    Float64Array.from(flat),
    shapes.map((to, i) => ({ to, stride: strides[i] as number })),
    size,
  );
}

function readSparse(
  shapes: readonly number[][],
  strides: readonly number[],
  storage: Json,
  key: string,
  size: number,
): Float64Array {
  const cells = new Float64Array(size);
  const index = list(storage['index'], 'index').map((column) => list(column, 'index'));
  list(storage[key], key).forEach((value, entry) => {
    const cell = shapes.reduce(
      (sum, to, i) => sum + (to[Number(index[i]?.[entry])] ?? Number.NaN) * (strides[i] as number),
      0,
    );
    if (Number.isNaN(cell)) throw bad(`entry ${entry} is outside of the axes`);
    cells[cell] = number(value);
  });
  return cells;
}

function nest(cells: Float64Array, shape: readonly number[], base = 0): Nested {
  const [length, ...inner] = shape;
  if (length === undefined) return cells[base] as number;
  const step = inner.reduce((product, n) => product * n, 1);
  return Array.from({ length }, (_, i) => nest(cells, inner, base + i * step));
}

function number(value: unknown): number {
  // JSON has no NaN: it is written as null
  if (value === null) return Number.NaN;
  if (typeof value !== 'number') throw bad(`needs numbers in its cells, found ${JSON.stringify(value)}`);
  return value;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value))
    throw bad(
      `needs a list for ${what}`,
      typeof value === 'string' ? 'data beside the JSON cannot be read' : undefined,
    );
  return value;
}

function record(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`needs an object for ${what}`);
  return value as Json;
}

function bad(reason: string, hint?: string): SourceError {
  return new SourceError('bad-histogram', `UHI histogram ${reason}`, { hint });
}
