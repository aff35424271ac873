import { type Layout, lengthOf, type RecordLayout } from '../layout.ts';
import { broadcast, dimensions, type Level, type Operand, spreadSingle } from './broadcast.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf } from './operands.ts';
import { countOption, flagOption } from './options.ts';

/**
 * `ak.broadcast_arrays`: the arrays brought to one shape, as a tuple of them. `depth_limit` is the number of dimensions (the
 * rows are one) that are brought together, all where it is null.
 */
export const broadcastArrays: ArrayKernel = (inputs, options) => {
  const limit = depthLimit(options);
  const outputs = broadcast(operandsOf('broadcast_arrays', inputs, options), {
    what: 'broadcast_arrays',
    left: flagOption(options, 'left_broadcast', true),
    right: flagOption(options, 'right_broadcast', true),
    fields: false,
    masked: false,
    action: (operands, level) =>
      isDone(operands, level, limit) ? operands.map((one) => spreadSingle(one, level.length).layout) : undefined,
    refuse: noShape,
  });
  return tupleOf(outputs);
};

/** How many dimensions are brought together; infinitely many where nothing was said. */
export function depthLimit(options: ArrayOptions): number {
  const { depth_limit: limit = null } = options;
  return limit === null ? Number.POSITIVE_INFINITY : countOption(options, 'depth_limit', undefined, 1);
}

/** Whether operands are brought together as far as they are to be. */
export const isDone = (operands: readonly Operand[], { depth }: Level, limit: number): boolean =>
  depth >= limit || operands.every(({ layout }) => dimensions(layout) === 1);

/** Never needed: what has one dimension is done, and what has more can be opened. */
export const noShape = (): ArrayProblem => new ArrayProblem('wrong-type', 'the arrays have no common shape');

/** Several arrays as one of tuples. */
export function tupleOf(columns: readonly Layout[]): RecordLayout {
  return {
    is: 'record',
    length: columns.length === 0 ? 0 : lengthOf(columns[0] as Layout),
    fields: new Map(columns.map((column, at) => [String(at), column])),
  };
}

/**
 * `ak.broadcast_fields`: the arrays of records with the fields of all of them, as a tuple of arrays; a field that an array
 * does not have is missing throughout. The rows and lists stay as they are.
 */
export const broadcastFields: ArrayKernel = (inputs) => {
  if (inputs.length === 0) throw new ArrayProblem('wrong-arguments', 'broadcast_fields needs at least one array');
  const fields = commonFields(inputs.map(fieldsOf));
  return tupleOf(inputs.map((layout) => withFields(layout, fields)));
};

/** The fields of records and of the records in them; null where there are none. */
type Fields = ReadonlyMap<string, Fields> | null;

function fieldsOf(layout: Layout): Fields {
  if (layout.is === 'record') return new Map([...layout.fields].map(([name, field]) => [name, fieldsOf(field)]));
  return layout.is === 'list' || layout.is === 'option' ? fieldsOf(layout.content) : null;
}

function commonFields(all: readonly Fields[]): Fields {
  const some = all.filter((fields) => fields !== null);
  if (some.length === 0) return null;
  if (some.length < all.length)
    throw new ArrayProblem('unlike-fields', 'broadcast_fields: some values are records where others are not');
  const names = new Set(some.flatMap((fields) => [...fields.keys()]));
  return new Map(
    [...names].map((name) => [
      name,
      commonFields(some.flatMap((fields) => (fields.has(name) ? [fields.get(name) as Fields] : []))),
    ]),
  );
}

function withFields(layout: Layout, fields: Fields): Layout {
  if (fields === null) return layout;
  if (layout.is === 'list' || layout.is === 'option') return { ...layout, content: withFields(layout.content, fields) };
  if (layout.is !== 'record') return layout;
  const columns = [...fields].map(([name, inner]): [string, Layout] => {
    const own = layout.fields.get(name);
    return [name, own === undefined ? missing(layout.length) : withFields(own, inner)];
  });
  return { ...layout, fields: new Map(columns) };
}

const missing = (length: number): Layout => ({
  is: 'option',
  valid: new Uint8Array((length + 7) >> 3),
  content: { is: 'nothing', length },
});
