import type { DType } from '../../kernels/dtype.ts';
import { categoryIndex, indexCategories, sizeOf, stridesOf } from '../../kernels/histogram.ts';
import type { CategoryAxis, FixedAxis } from '../axis.ts';
import {
  type BoolType,
  isWide,
  type ListType,
  type NumberType,
  present,
  type RecordType,
  type Type,
  type UnionType,
} from '../tree/type.ts';
import { type Cursor, open, put } from './block.ts';
import type { LoopEmitter } from './loop.ts';
import type { ListVal, Rec, Scalar, Val } from './value.ts';

/** Code that appends values of a type to growing buffers; `done` is the text of the finished layout. */
export interface Builder {
  readonly push: (val: Val, at: Cursor) => void;
  /** Appends something in place of a missing value. */
  readonly pushNothing: (at: Cursor) => void;
  readonly done: string;
  readonly count: string;
}

/** Buffers for values of a type; `room` is the text of how many there will be, where that is known. */
export function builder(loops: LoopEmitter, type: Type, room?: string): Builder {
  switch (type.is) {
    case 'option':
      return optionBuilder(loops, type.of, room);
    case 'list':
      return listBuilder(loops, type, room);
    case 'record':
      return recordBuilder(loops, type, room);
    case 'string':
      return stringBuilder(loops);
    case 'number':
    case 'bool':
      return numberBuilder(loops, type, room);
    case 'union':
      return unionBuilder(loops, type);
    default:
      return nothingBuilder(loops);
  }
}

const ARRAYS: Readonly<Record<DType, string>> = {
  bool: 'Uint8Array',
  int8: 'Int8Array',
  uint8: 'Uint8Array',
  int16: 'Int16Array',
  uint16: 'Uint16Array',
  int32: 'Int32Array',
  uint32: 'Uint32Array',
  int64: 'BigInt64Array',
  uint64: 'BigUint64Array',
  float32: 'Float32Array',
  float64: 'Float64Array',
};

/** An array that is filled from its start: one that grows, or of the size that is known to be filled. */
interface Filled {
  readonly write: (text: string) => string;
  /** The text of the array, as long as it was filled. */
  readonly whole: string;
  readonly count: string;
}

function filled(loops: LoopEmitter, array: string, room: string | undefined, from = 0): Filled {
  const [data, count] = [loops.name('d'), loops.name('m')];
  const size = room === undefined ? '256' : from === 0 ? room : `${room} + ${from}`;
  loops.declare(`${room === undefined ? 'let' : 'const'} ${data} = new ${array}(${size}); let ${count} = ${from};`);
  const check = room === undefined ? `if (${count} === ${data}.length) ${data} = k.grow(${data}); ` : '';
  return {
    write: (text) => `${check}${data}[${count}++] = ${text};`,
    whole: room === undefined ? `${data}.slice(0, ${count})` : data,
    count,
  };
}

function numberBuilder(loops: LoopEmitter, type: NumberType | BoolType, room: string | undefined): Builder {
  const dtype = type.is === 'bool' ? 'bool' : type.dtype;
  const { write, whole, count } = filled(loops, dtype === 'int' ? 'Float64Array' : ARRAYS[dtype], room);
  return {
    push: (val, at) => put(at, write(dtype === 'bool' ? `+(${(val as Scalar).text})` : (val as Scalar).text)),
    pushNothing: (at) => put(at, write(isWide(type) ? '0n' : '0')),
    done: `{ is: 'numbers', dtype: '${dtype === 'int' ? 'int64' : dtype}', data: ${dtype === 'int' ? `k.toInt64(${whole})` : whole} }`,
    count,
  };
}

function stringBuilder(loops: LoopEmitter): Builder {
  const name = loops.name('t');
  loops.declare(`const ${name} = [];`);
  return {
    push: (val, at) => put(at, `${name}.push(${(val as Scalar).text});`),
    pushNothing: (at) => put(at, `${name}.push('');`),
    done: `k.strings(${name})`,
    count: `${name}.length`,
  };
}

/** Values of unlike types are carried as a pointer to where they stand. */
function unionBuilder(loops: LoopEmitter, type: UnionType): Builder {
  const empty = type.of.map((of) => builder(loops, of).done);
  const name = loops.name('t');
  loops.declare(`const ${name} = [];`);
  return {
    push: (val, at) => put(at, `${name}.push(${(val as Scalar).text});`),
    pushNothing: (at) => put(at, `${name}.push(undefined);`),
    done: `k.gather(${name}, [${empty.join(', ')}])`,
    count: `${name}.length`,
  };
}

function nothingBuilder(loops: LoopEmitter): Builder {
  const count = loops.name('m');
  loops.declare(`let ${count} = 0;`);
  return {
    push: (_val, at) => put(at, `${count}++;`),
    pushNothing: (at) => put(at, `${count}++;`),
    done: `{ is: 'nothing', length: ${count} }`,
    count,
  };
}

function optionBuilder(loops: LoopEmitter, of: Type, room: string | undefined): Builder {
  const inner = builder(loops, of, room);
  const { write: mark, whole, count } = filled(loops, 'Uint8Array', room);
  return {
    push: (val, at) => {
      if (val.is !== 'option') {
        put(at, mark('1'));
        return inner.push(val, at);
      }
      put(at, mark(`+(${val.valid})`));
      inner.push(val.of, open(at, `if (${val.valid}) `));
      return inner.pushNothing(open(at, 'else '));
    },
    pushNothing: (at) => {
      put(at, mark('0'));
      inner.pushNothing(at);
    },
    done: `{ is: 'option', valid: k.bits(${whole}), content: ${inner.done} }`,
    count,
  };
}

function listBuilder(loops: LoopEmitter, { of, size }: ListType, room: string | undefined): Builder {
  const inner = builder(loops, of);
  const { write, whole, count } = filled(loops, 'Int32Array', room, 1);
  const close = write(inner.count);
  return {
    push: (val, at) => {
      (val as ListVal).each(at, (element, where) => inner.push(element, where));
      put(at, close);
    },
    pushNothing: (at) => put(at, close),
    done: listText(whole, inner.done, size),
    count: `(${count} - 1)`,
  };
}

/** The text of lists. */
export const listText = (offsets: string, content: string, size: number | undefined): string =>
  `{ is: 'list', offsets: ${offsets}, content: ${content}${size === undefined ? '' : `, size: ${size}`} }`;

function recordBuilder(loops: LoopEmitter, { name: of, fields }: RecordType, room: string | undefined): Builder {
  const inner = [...fields].map(([name, type]) => ({ name, builder: builder(loops, type, room) }));
  const count = loops.name('m');
  loops.declare(`let ${count} = 0;`);
  return {
    push: (val, at) => {
      put(at, `${count}++;`);
      for (const field of inner) field.builder.push((val as Rec).get(field.name, at), at);
    },
    pushNothing: (at) => {
      put(at, `${count}++;`);
      for (const field of inner) field.builder.pushNothing(at);
    },
    done: `{ is: 'record', length: ${count}, fields: new Map([${inner.map((f) => `[${JSON.stringify(f.name)}, ${f.builder.done}]`).join(', ')}])${of === '' ? '' : `, name: ${JSON.stringify(of)}`} }`,
    count,
  };
}

/** Code that fills a histogram; entries are records of one value an axis (`0`, `1`, …) and perhaps a `weight`. */
export function filler(loops: LoopEmitter, axes: readonly FixedAxis[], weighted: boolean): Builder {
  return axes.some((axis) => axis.is === 'category' && axis.growth)
    ? columnFiller(loops, axes, weighted)
    : cellFiller(loops, axes, weighted);
}

/** Does something with each entry of a value: a record, or records in lists. */
export function entriesOf(val: Val, at: Cursor, entry: (val: Rec, at: Cursor) => void): void {
  if (val.is === 'list') val.each(at, (element, where) => entriesOf(element, where, entry));
  else entry(val as Rec, at);
}

function partsOf(rec: Rec, names: readonly string[], at: Cursor): { valid: string; texts: string[] } {
  const valid: string[] = [];
  const texts = names.map((name) => {
    const val = rec.get(name, at);
    if (val.is === 'option') valid.push(val.valid);
    const inner = (val.is === 'option' ? val.of : val) as Scalar;
    return isWide(present(inner.type)) ? `Number(${inner.text})` : inner.text;
  });
  return { valid: valid.join(' && '), texts };
}

function cellFiller(loops: LoopEmitter, axes: readonly FixedAxis[], weighted: boolean): Builder {
  const [counts, squares, skipped] = [loops.name('h'), loops.name('h'), loops.name('m')];
  const categories = axes.map((axis) => (axis.is === 'category' ? axis.categories : undefined));
  const strides = stridesOf(axes, categories);
  const size = sizeOf(axes, categories);
  loops.declare(
    `const ${counts} = new Float64Array(${size})${weighted ? `, ${squares} = new Float64Array(${size})` : ''}; let ${skipped} = 0;`,
  );
  const cell = (axis: FixedAxis, x: string, i: number): string => {
    if (axis.is === 'category') return categoryCell(axis, x, () => known(i));
    if (axis.is === 'regular') return `k.regularIndex(${x}, ${axis.lo}, ${axis.hi}, ${axis.bins})`;
    if (axis.is === 'integer') return `k.integerIndex(${x}, ${axis.lo}, ${axis.hi})`;
    if (axis.is === 'variable') return `k.variableIndex(${x}, ${loops.constant(axis.edges)})`;
    return `(${x} ? 1 : 0)`;
  };
  const indexes = new Map<number, string>();
  const known = (axis: number): string => {
    const name = indexes.get(axis) ?? loops.name('n');
    if (!indexes.has(axis)) loops.declare(`const ${name} = k.indexCategories(${loops.constant(categories[axis])});`);
    indexes.set(axis, name);
    return name;
  };
  const names = [...axes.map((_, i) => String(i)), ...(weighted ? ['weight'] : [])];
  const entry = (rec: Rec, at: Cursor): void => {
    const { valid, texts } = partsOf(rec, names, at);
    const inside = valid === '' ? at : open(at, `if (${valid}) `);
    const index = axes
      .map((axis, i) => `${cell(axis, texts[i] as string, i)}${strides[i] === 1 ? '' : ` * ${strides[i]}`}`)
      .join(' + ');
    if (!weighted) put(inside, `${counts}[${index}]++;`);
    else {
      const [place, weight] = [loops.keep(index, inside, false), loops.keep(texts.at(-1) as string, inside, true)];
      put(inside, `${counts}[${place}] += ${weight}; ${squares}[${place}] += ${weight} * ${weight};`);
    }
    if (valid !== '') put(at, `else ${skipped}++;`);
  };
  return {
    push: (val, at) => entriesOf(val, at, entry),
    pushNothing: () => undefined,
    done: `{ counts: ${counts}, ${weighted ? `squares: ${squares}, ` : ''}categories: [${categories.map((names) => (names === undefined ? 'undefined' : loops.constant(names))).join(', ')}], skipped: ${skipped} }`,
    count: '0',
  };
}

/** The cell of a value on a category axis that does not grow; that of a constant is known now. */
function categoryCell(axis: CategoryAxis, x: string, known: () => string): string {
  const constant = /^"(?:[^"\\]|\\.)*"$|^-?\d+$/.test(x) ? (JSON.parse(x) as string | number) : undefined;
  if (constant !== undefined) return String(categoryIndex(constant, indexCategories(axis.categories)));
  return `k.categoryIndex(${x}, ${known()})`;
}

function columnFiller(loops: LoopEmitter, axes: readonly FixedAxis[], weighted: boolean): Builder {
  const names = [...axes.map((_, i) => String(i)), ...(weighted ? ['weight'] : [])];
  const columns = names.map(() => loops.name('t'));
  loops.declare(`const ${columns.map((c) => `${c} = []`).join(', ')};`);
  const entry = (rec: Rec, at: Cursor): void => {
    const { valid, texts } = partsOf(rec, names, at);
    put(
      at,
      columns
        .map((column, i) => `${column}.push(${valid === '' ? texts[i] : `(${valid}) ? ${texts[i]} : undefined`});`)
        .join(' '),
    );
  };
  const values = columns.slice(0, axes.length).join(', ');
  return {
    push: (val, at) => entriesOf(val, at, entry),
    pushNothing: () => undefined,
    done: `k.fillPartial(${loops.constant(axes)}, [${values}]${weighted ? `, ${columns.at(-1)}` : ''})`,
    count: '0',
  };
}
