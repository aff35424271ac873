import { areTupleNames } from '../../kernels/layout.ts';
import type { OpName } from '../../compiler/ops/table.ts';
import { parseType } from '../../compiler/tree/datashape.ts';
import type { Options } from '../../compiler/tree/expr.ts';
import { ExpressionError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import { joiningOf } from '../../compiler/words/joining.ts';
import { refuseAsRows } from '../../compiler/words/best-places.ts';
import { innermost, present, type RecordType, showType, type Type } from '../../compiler/tree/type.ts';
import { formOf } from '../../kernels/arrays/form.ts';
import type { Layout } from '../../kernels/layout.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { namelessCollection } from './ak-arguments.ts';
import { layoutOf } from './output.ts';
import { ArraySource } from '../sources/array-source.ts';
import type { MemoryColumn } from '../sources/memory/columns.ts';
import { applyArrayOp, arrayOf, constantOf, inputOf } from './arrays.ts';
import { asColumn, ColumnCore } from './column-core.ts';
import { columnOf } from './dataset.ts';
import { layoutToJson } from '../results/json.ts';
import { Reduced } from './reduced.ts';

/** How the arguments of an array function become the inputs and options of its operation. */
interface Signature {
  /** How many arrays come first; `several` takes one list of arrays, or an object of them with names. */
  readonly arrays: number | 'several' | 'any';
  /** The names of the options that may follow without a name. */
  readonly named?: readonly string[];
  /** The second is one length for all, where it is a number: the option `counts`. */
  readonly counts?: true;
  /** Inputs after the first that are one value for all, also where they are lists. */
  readonly constants?: true;
  /** Options that are arrays, and become inputs after the others. */
  readonly inputs?: readonly string[];
}

/** An array function as its operation in the table has it. */
function arrayFunction(name: string, signature: Signature) {
  const op = `ak.${name}` as OpName;
  return (...args: unknown[]): object => {
    const { given, rest, names } = split(name, signature, args);
    const options: Record<string, unknown> = { ...names, ...optionsOf(name, signature, rest) };
    const more = (signature.inputs ?? []).flatMap((key) => {
      const { [key]: value } = options;
      delete options[key];
      return value === undefined || value === null ? [] : [value];
    });
    const all = [...given, ...more];
    if (signature.counts === true && typeof all[1] === 'number') options['counts'] = all.pop();
    const [first, ...others] = all;
    const fixed = signature.constants === true ? others.map((value) => constantWhere(value, name)) : others;
    return applyArrayOp(op, [first, ...fixed], jsonOf(name, options));
  };
}

/** The arrays among the arguments, what follows them, and the names of arrays that have some. */
function split(name: string, { arrays }: Signature, args: readonly unknown[]) {
  if (arrays === 'any') return { given: args, rest: [], names: {} };
  return arrays === 'several' ? several(name, args) : { ...firstOf(name, args, arrays), names: {} };
}

function optionsOf(name: string, { arrays, named = [] }: Signature, rest: readonly unknown[]): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  rest.forEach((value, i) => {
    if (isOptions(value)) Object.assign(options, value);
    else if (named[i] === undefined) throw tooMany(name, arrays, named);
    else options[named[i]] = value;
  });
  return options;
}

/** A list or an object as one value; columns and single values as they are. */
function constantWhere(value: unknown, name: string): unknown {
  return asColumn(value) === undefined && value instanceof Object ? constantOf(value, `ak.${name}`) : value;
}

function firstOf(
  name: string,
  args: readonly unknown[],
  count: number,
): { given: unknown[]; rest: readonly unknown[] } {
  if (args.length < count)
    throw new ExpressionError(
      'wrong-argument',
      `ak.${name} takes ${count} array${count === 1 ? '' : 's'}, found ${args.length}`,
    );
  return { given: args.slice(0, count), rest: args.slice(count) };
}

function several(name: string, [first, ...rest]: readonly unknown[]) {
  if (Array.isArray(first) && first.length > 0) return { given: first as unknown[], rest, names: {} };
  if (isOptions(first) && Object.keys(first).length > 0) {
    const fields = Object.keys(first);
    return { given: Object.values(first), rest: rest.map((told) => withPlaces(told, fields)), names: { fields } };
  }
  throw new ExpressionError('wrong-argument', `ak.${name} takes a list of arrays, or an object of them`, {
    hint: `ak.${name}([a, b]), or ak.${name}({ a, b })`,
  });
}

/** Options that name some of the arrays, with their places instead. */
function withPlaces(told: unknown, fields: readonly string[]): unknown {
  if (!isOptions(told) || !Array.isArray(told['nested'])) return told;
  return { ...told, nested: told['nested'].map((name) => (typeof name === 'string' ? fields.indexOf(name) : name)) };
}

function tooMany(name: string, arrays: Signature['arrays'], named: readonly string[]): ExpressionError {
  const takes = [
    typeof arrays === 'string' ? 'arrays' : `${arrays} array${arrays === 1 ? '' : 's'}`,
    ...named,
    'options',
  ];
  return new ExpressionError('wrong-argument', `ak.${name} takes ${takes.join(', ')}`, {
    hint: `name the others: ak.${name}(array, { axis: 1 })`,
  });
}

const isOptions = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [null, Object.prototype].includes(Object.getPrototypeOf(value) as object | null) &&
  !(Symbol.for('jagged.lazy') in value);

/** Options as plain JSON, which plans are made of. */
function jsonOf(name: string, options: Readonly<Record<string, unknown>>): Options {
  const told = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [key, value] of told)
    if (!isJson(value)) throw new ExpressionError('wrong-option', `ak.${name} cannot take this for ${key}`);
  return Object.fromEntries(told) as Options;
}

function isJson(value: unknown): boolean {
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return isOptions(value) && Object.values(value).every(isJson);
}

const one: Signature = { arrays: 1 };
const two: Signature = { arrays: 2 };
const weighted: Signature = { arrays: 1, inputs: ['weight'] };
const weightedPair: Signature = { arrays: 2, inputs: ['weight'] };

const SIGNATURES: Readonly<Record<string, Signature>> = {
  // structure
  num: one,
  flatten: one,
  ravel: one,
  unflatten: { arrays: 2, counts: true },
  local_index: one,
  run_lengths: one,
  to_regular: one,
  from_regular: one,
  to_packed: one,
  // selection
  firsts: one,
  singletons: one,
  is_none: one,
  drop_none: one,
  fill_none: { arrays: 2, constants: true },
  pad_none: { arrays: 1, named: ['target'] },
  mask: two,
  nan_to_none: one,
  // reducers
  count: one,
  count_nonzero: one,
  sum: one,
  prod: one,
  min: one,
  max: one,
  any: one,
  all: one,
  argmin: one,
  argmax: one,
  nansum: one,
  nanprod: one,
  nanmin: one,
  nanmax: one,
  nanargmin: one,
  nanargmax: one,
  // statistics
  mean: weighted,
  var: weighted,
  std: weighted,
  nanmean: weighted,
  nanvar: weighted,
  nanstd: weighted,
  ptp: one,
  moment: { arrays: 1, named: ['n'], inputs: ['weight'] },
  softmax: one,
  covar: weightedPair,
  corr: weightedPair,
  linear_fit: weightedPair,
  // order
  sort: one,
  argsort: one,
  // combinatorics
  combinations: { arrays: 1, named: ['n'] },
  argcombinations: { arrays: 1, named: ['n'] },
  cartesian: { arrays: 'several' },
  argcartesian: { arrays: 'several' },
  // records and broadcasting
  zip: { arrays: 'several' },
  zip_no_broadcast: { arrays: 'several' },
  with_field: { arrays: 2, named: ['where'] },
  without_field: { arrays: 1, named: ['where'] },
  with_name: { arrays: 1, named: ['name'] },
  concatenate: { arrays: 'several' },
  where: { arrays: 'any' },
  merge_union_of_records: one,
  merge_option_of_records: one,
  // types and values
  values_astype: { arrays: 1, named: ['to'] },
  strings_astype: { arrays: 1, named: ['to'] },
  full_like: { arrays: 2, constants: true },
  zeros_like: one,
  ones_like: one,
  isclose: two,
  almost_equal: two,
  array_equal: two,
  nan_to_num: one,
  round: one,
};

/** The functions that are one operation on whole arrays each. */
export const arrayFunctions = Object.fromEntries(
  Object.entries(SIGNATURES).map(([name, signature]) => [name, arrayFunction(name, signature)]),
);

/** Arrays after one another; with a name for its records, one collection of what the fields have in common. */
export function concatenate(arrays: unknown, options: unknown = {}): object {
  if (!isOptions(options) || !('as' in options)) {
    if (isOptions(arrays)) throw namelessCollection();
    return (arrayFunctions['concatenate'] as (...args: unknown[]) => object)(arrays, options);
  }
  const { axis = 1, ...told } = options;
  const { given, names } = several('concatenate', [arrays]);
  const { as, tag } = joiningOf(told, 'ak.concatenate');
  const labels = 'fields' in names ? { names: names.fields } : {};
  const common = jsonOf('concatenate', { axis, tag, with_name: as, ...labels });
  return applyArrayOp('ak.concatenate_common', given, common);
}

/** A dimension of length 1, in a selection. */
export const NEWAXIS: unique symbol = Symbol.for('jagged.newaxis');
/** All the dimensions between, in a selection. */
export const ELLIPSIS: unique symbol = Symbol.for('jagged.ellipsis');

/** A range of positions, as `start:stop:step` in Python. */
class Range {
  readonly parts: readonly (number | null)[];
  constructor(parts: readonly unknown[]) {
    this.parts = parts.map((part) => {
      if (part === undefined || part === null) return null;
      if (Number.isSafeInteger(part)) return part as number;
      throw new ExpressionError('wrong-argument', `a range has whole numbers, found ${String(part)}`);
    });
    Object.freeze(this);
  }
}

/** Choosing parts of arrays. */
export const selections = {
  slice: (...parts: unknown[]) => new Range(parts),
  getitem: (array: unknown, ...where: readonly unknown[]): object => {
    const arrays: unknown[] = [];
    const items = where.map((item) => selector(item, arrays));
    const [rows] = where.map(asColumn);
    if (rows !== undefined)
      refuseAsRows(typeOf(array, 'ak.getitem'), rows.expr, inMemory(rows) ? 'the array' : undefined);
    return applyArrayOp('ak.getitem' as OpName, [array, ...arrays], { items: items as never });
  },
};

const inMemory = ({ core }: ColumnCore): boolean => core.source instanceof ArraySource;

function selector(item: unknown, arrays: unknown[]): unknown {
  if (item === NEWAXIS) return { newaxis: true };
  if (item === ELLIPSIS) return { ellipsis: true };
  if (item instanceof Range) {
    const [start = null, stop = null, step = null] = item.parts;
    return { start, stop, step };
  }
  if (Number.isSafeInteger(item)) return { at: item };
  if (typeof item === 'string') return { field: item };
  if (Array.isArray(item) && item.length > 0 && item.every((x) => typeof x === 'string')) return { fields: item };
  if (isFlatList(item)) return { list: item.map((x) => x ?? null) };
  return { input: arrays.push(item) };
}

const isFlatList = (item: unknown): item is unknown[] =>
  Array.isArray(item) && item.every((x) => x === null || typeof x === 'boolean' || Number.isSafeInteger(x));

function typeOf(value: unknown, what: string): Type {
  const input = inputOf(value, what);
  return input instanceof ColumnCore ? input.expr.type : input.type;
}

/** The record under lists and options, where there is one. */
export function recordOf(type: Type): RecordType | undefined {
  const inner = innermost(type);
  return inner.is === 'record' ? inner : undefined;
}

function dimensions(type: Type): number {
  const inner = present(type);
  return inner.is === 'list' ? 1 + dimensions(inner.of) : 1;
}

function isTuple(value: unknown): boolean {
  const record = recordOf(typeOf(value, 'ak.is_tuple'));
  return record !== undefined && areTupleNames(record.fields.keys());
}

const fieldsOf = (value: unknown, what: string): string[] => [...(recordOf(typeOf(value, what))?.fields.keys() ?? [])];

/** The fields of records as arrays of their own: in order, or by name. */
function unzip(value: unknown, { how = 'tuple' }: { readonly how?: 'tuple' | 'dict' } = {}): unknown {
  const names = fieldsOf(value, 'ak.unzip');
  const parts = names.length === 0 ? [value] : names.map((name) => selections.getitem(value, name));
  return how === 'dict' ? Object.fromEntries(names.map((name, i) => [name, parts[i]])) : parts;
}

/** Arrays brought to one shape, each as an array of its own. */
function broadcast(name: string) {
  return (...args: readonly unknown[]): unknown => {
    const options = args.length > 1 && isOptions(args.at(-1)) ? (args.at(-1) as Record<string, unknown>) : {};
    const given = isOptions(args.at(-1)) ? args.slice(0, -1) : args;
    const together = applyArrayOp(`ak.${name}` as OpName, given, jsonOf(name, options));
    return given.map((_, i) => applyArrayOp('ak.getitem' as OpName, [together], { items: [{ field: String(i) }] }));
  };
}

function layoutAt(value: unknown, what: string): Promise<Layout> {
  const input = inputOf(value, what);
  if (input instanceof ColumnCore) return layoutOf(input);
  throw new ExpressionError('wrong-argument', `${what} takes an array or a column`);
}

/** Arrays that NumPy could hold: single values, or lists of one length throughout. */
function to_numpy(value: unknown): unknown {
  const type = typeOf(value, 'ak.to_numpy');
  let inner = present(type);
  while (inner.is === 'list' && inner.size !== undefined) inner = present(inner.of);
  if (inner.is === 'number' || inner.is === 'bool' || inner.is === 'string') return value;
  throw new TypeMismatchError('not-regular', `ak.to_numpy needs lists of one length, found ${showType(type)}`, {
    hint: 'ak.to_regular where all lists have one length, or ak.flatten; offsets and content: .toTypedArrays()',
  });
}

/** The values of an array, checked to be of a type, or made so where nothing is lost. */
function enforce_type(value: unknown, type: string): object {
  return applyArrayOp('ak.enforce_type' as OpName, [value], { type: formOf(emptyLayout(parseType(type))) as never });
}

/** What can be asked of arrays without computing them, and arrays of what is there. */
export const inspections = {
  /** An array of plain values, a typed array, or offsets and content; `type` says what plain values cannot. */
  array: (values: unknown, { type }: { readonly type?: string } = {}): object => {
    const { core, expr } = arrayOf(values as MemoryColumn, type === undefined ? undefined : parseType(type));
    return columnOf(core, expr);
  },
  type: (value: unknown): string => (value instanceof Reduced ? value.type : showType(typeOf(value, 'ak.type'))),
  fields: (value: unknown): string[] => fieldsOf(value, 'ak.fields'),
  is_tuple: isTuple,
  to_numpy,
  enforce_type,
  /** The same array: arrays never change, so a copy is itself. */
  copy: (value: unknown): unknown => value,
  /** The plain values, computed. */
  to_list: async (value: unknown): Promise<unknown> => layoutToValues(await layoutAt(value, 'ak.to_list')),
  /** The values as JSON text, computed: missing values are null, NaN and infinities are texts. */
  to_json: async (value: unknown): Promise<string> => layoutToJson(await layoutAt(value, 'ak.to_json')),
  ndim: (value: unknown): number => dimensions(typeOf(value, 'ak.ndim')),
  unzip,
  broadcast_arrays: broadcast('broadcast_arrays'),
  broadcast_fields: broadcast('broadcast_fields'),
};
