import type { Literal } from '../tree/expr.ts';
import { isWide, present, type Type } from '../tree/type.ts';
import type { Cursor } from './block.ts';
import { both, type Maybe, type Rec, scalar, type Scalar, type Val } from './value.ts';

export function fieldOf(val: Val, name: string, at: Cursor): Val {
  if (val.is === 'option') {
    const inner = fieldOf(val.of, name, at);
    return inner.is === 'option'
      ? { is: 'option', valid: `(${both(val.valid, inner.valid)})`, of: inner.of }
      : { is: 'option', valid: val.valid, of: inner };
  }
  if (val.is !== 'record') throw new Error(`field ${name} of a ${val.is}`);
  return val.get(name, at);
}

export function withFields(base: Rec, added: Rec): Rec {
  const names = [...new Set([...base.names, ...added.names])];
  return {
    is: 'record',
    names,
    get: (name, at) => (added.names.includes(name) ? added.get(name, at) : base.get(name, at)),
  };
}

export function orElse(a: Val, b: Val): Val {
  if (a.is !== 'option') return a;
  const x = a.of as Scalar;
  if (b.is === 'option')
    return {
      is: 'option',
      valid: `(${a.valid} || ${b.valid})`,
      of: scalar(`(${a.valid} ? ${x.text} : ${b.valid} ? ${(b.of as Scalar).text} : ${emptyOf(x.type)})`, x.type),
    };
  return scalar(`(${a.valid} ? ${x.text} : ${(b as Scalar).text})`, x.type);
}

/** A value seen as a wider type: present where it may be missing, a number where it was a stored 64-bit integer. */
export function adaptVal(val: Val, from: Type, to: Type): Val {
  if (from === to) return val;
  if (from.is === 'never') return emptyVal(to);
  if (val.is === 'option') {
    const of = adaptVal(val.of, present(from), present(to));
    return { is: 'option', valid: val.valid, of };
  }
  if (to.is === 'option') return { is: 'option', valid: 'true', of: adaptVal(val, from, to.of) };
  if (val.is === 'scalar')
    return isWide(from) && !isWide(to) ? scalar(`k.exact(${val.text})`, to) : scalar(val.text, to);
  if (val.is === 'record' && from.is === 'record' && to.is === 'record') {
    const names = [...to.fields.keys()];
    const get = (name: string, at: Cursor): Val =>
      adaptVal(val.get(name, at), from.fields.get(name) as Type, to.fields.get(name) as Type);
    return { is: 'record', names, get };
  }
  if (val.is === 'list' && from.is === 'list' && to.is === 'list') {
    return {
      is: 'list',
      each: (at, body) => val.each(at, (element, inner) => body(adaptVal(element, from.of, to.of), inner)),
    };
  }
  return val;
}

export function literalVal(value: Literal, type: Type): Val {
  if (value === undefined) return { is: 'option', valid: 'false', of: scalar('0', present(type)) } satisfies Maybe;
  return scalar(literalText(value), type);
}

/** A constant as JavaScript text. */
export function literalText(value: Exclude<Literal, undefined>): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'number') return JSON.stringify(value);
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : String(value);
}

/** What stands in for a value that is not there. */
export function emptyOf(type: Type): string {
  const of = present(type);
  if (of.is === 'bool') return 'false';
  if (of.is === 'string') return "''";
  if (of.is === 'union') return 'undefined';
  return isWide(of) ? '0n' : '0';
}

/** A value of the type for code that never runs: the element of a list without elements. */
export function emptyVal(type: Type): Val {
  switch (type.is) {
    case 'option':
      return { is: 'option', valid: 'false', of: emptyVal(type.of) };
    case 'list':
      return { is: 'list', each: () => undefined, indexed: { start: '0', end: '0', at: () => emptyVal(type.of) } };
    case 'record':
      return { is: 'record', names: [...type.fields.keys()], get: (name) => emptyVal(type.fields.get(name) as Type) };
    default:
      return scalar(emptyOf(type), type);
  }
}
