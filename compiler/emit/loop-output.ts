import type { DType } from '../../kernels/dtype.ts';
import { sizeOf, stridesOf } from '../../kernels/histogram.ts';
import type { FixedAxis } from '../axis.ts';
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

/** Buffers for values of a type. */
export function builder(loops: LoopEmitter, type: Type): Builder {
  switch (type.is) {
    case 'option':
      return optionBuilder(loops, type.of);
    case 'list':
      return listBuilder(loops, type);
    case 'record':
      return recordBuilder(loops, type);
    case 'string':
      return stringBuilder(loops);
    case 'number':
    case 'bool':
      return numberBuilder(loops, type);
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

function numberBuilder(loops: LoopEmitter, type: NumberType | BoolType): Builder {
  const [data, count] = [loops.name('d'), loops.name('m')];
  const dtype = type.is === 'bool' ? 'bool' : type.dtype;
  const array = dtype === 'int' ? 'Float64Array' : ARRAYS[dtype];
  loops.declare(`let ${data} = new ${array}(256), ${count} = 0;`);
  const write = (text: string): string =>
    `if (${count} === ${data}.length) ${data} = k.grow(${data}); ${data}[${count}++] = ${text};`;
  const whole = `${data}.slice(0, ${count})`;
  return {
    push: (val, at) => put(at, write(dtype === 'bool' ? `${(val as Scalar).text} ? 1 : 0` : (val as Scalar).text)),
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

function optionBuilder(loops: LoopEmitter, of: Type): Builder {
  const inner = builder(loops, of);
  const [valid, count] = [loops.name('d'), loops.name('m')];
  loops.declare(`let ${valid} = new Uint8Array(256), ${count} = 0;`);
  const mark = (text: string): string =>
    `if (${count} === ${valid}.length) ${valid} = k.grow(${valid}); ${valid}[${count}++] = ${text};`;
  return {
    push: (val, at) => {
      if (val.is !== 'option') {
        put(at, mark('1'));
        return inner.push(val, at);
      }
      put(at, mark(`${val.valid} ? 1 : 0`));
      inner.push(val.of, open(at, `if (${val.valid}) `));
      return inner.pushNothing(open(at, 'else '));
    },
    pushNothing: (at) => {
      put(at, mark('0'));
      inner.pushNothing(at);
    },
    done: `{ is: 'option', valid: k.bits(${valid}.subarray(0, ${count})), content: ${inner.done} }`,
    count,
  };
}

function listBuilder(loops: LoopEmitter, { of, size }: ListType): Builder {
  const inner = builder(loops, of);
  const [offsets, count] = [loops.name('d'), loops.name('m')];
  loops.declare(`let ${offsets} = new Int32Array(256), ${count} = 1;`);
  const close = `if (${count} === ${offsets}.length) ${offsets} = k.grow(${offsets}); ${offsets}[${count}++] = ${inner.count};`;
  return {
    push: (val, at) => {
      (val as ListVal).each(at, (element, where) => inner.push(element, where));
      put(at, close);
    },
    pushNothing: (at) => put(at, close),
    done: `{ is: 'list', offsets: ${offsets}.slice(0, ${count}), content: ${inner.done}${size === undefined ? '' : `, size: ${size}`} }`,
    count: `(${count} - 1)`,
  };
}

function recordBuilder(loops: LoopEmitter, { name: of, fields }: RecordType): Builder {
  const inner = [...fields].map(([name, type]) => ({ name, builder: builder(loops, type) }));
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
  return axes.some((axis) => axis.is === 'category')
    ? columnFiller(loops, axes, weighted)
    : cellFiller(loops, axes, weighted);
}

function entriesOf(val: Val, at: Cursor, entry: (val: Rec, at: Cursor) => void): void {
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
  const none = axes.map(() => undefined);
  const strides = stridesOf(axes, none);
  const size = sizeOf(axes, none);
  loops.declare(
    `const ${counts} = new Float64Array(${size})${weighted ? `, ${squares} = new Float64Array(${size})` : ''}; let ${skipped} = 0;`,
  );
  const cell = (axis: FixedAxis, x: string): string => {
    if (axis.is === 'regular') return `k.regularIndex(${x}, ${axis.lo}, ${axis.hi}, ${axis.bins})`;
    if (axis.is === 'integer') return `k.integerIndex(${x}, ${axis.lo}, ${axis.hi})`;
    if (axis.is === 'variable') return `k.variableIndex(${x}, ${loops.constant(axis.edges)})`;
    return `(${x} ? 1 : 0)`;
  };
  const names = [...axes.map((_, i) => String(i)), ...(weighted ? ['weight'] : [])];
  const entry = (rec: Rec, at: Cursor): void => {
    const { valid, texts } = partsOf(rec, names, at);
    const inside = valid === '' ? at : open(at, `if (${valid}) `);
    const index = axes
      .map((axis, i) => `${cell(axis, texts[i] as string)}${strides[i] === 1 ? '' : ` * ${strides[i]}`}`)
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
    done: `{ counts: ${counts}, ${weighted ? `squares: ${squares}, ` : ''}categories: [${axes.map(() => 'undefined').join(', ')}], skipped: ${skipped} }`,
    count: '0',
  };
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
