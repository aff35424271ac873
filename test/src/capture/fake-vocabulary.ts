import { lambda } from '../../../compiler/tree/bind.ts';
import { type Expr, field, literal, type Literal, param, rawCall, record } from '../../../compiler/tree/expr.ts';
import { ExpressionError, suggest } from '../../../compiler/tree/problem.ts';
import {
  bool,
  float64,
  int,
  join,
  list,
  option,
  present,
  record as recordType,
  type Type,
} from '../../../compiler/tree/type.ts';
import type { Argument, Vocabulary } from '../../../compiler/vocabulary.ts';

const jet = recordType(
  [
    ['pt', float64],
    ['eta', float64],
    ['phi', float64],
  ],
  'Jet',
);
export const muon = recordType(
  [
    ['pt', float64],
    ['eta', float64],
    ['phi', float64],
    ['charge', int],
    ['tight', bool],
    ['jet', option(jet)],
  ],
  'Muon',
);
const pair = recordType([
  ['lead', muon],
  ['sub', muon],
]);
export const event = recordType(
  [
    ['Muon', list(muon)],
    ['Jet', list(jet)],
    ['Pair', list(pair)],
    [
      'MET',
      recordType([
        ['pt', float64],
        ['phi', float64],
      ]),
    ],
    ['run', int],
    ['best', option(muon)],
    ['weight', option(float64)],
  ],
  'Event',
);
export const e: Expr = param(0, event);
export const m: Expr = param(1, muon);

const RESULT: Record<string, (of: Type) => Type> = {
  sum: () => float64,
  some: () => bool,
  every: () => bool,
  includes: () => bool,
  deltaR: () => float64,
  first: (t) => option(element(t)),
  at: (t) => option(element(t)),
  filter: (t) => t,
};
const element = (t: Type): Type => {
  const inner = present(t);
  return inner.is === 'list' ? inner.of : float64;
};
const GLOBALS = new Set([
  'Math.abs',
  'Math.sqrt',
  'Math.max',
  'Math.min',
  'Math.cos',
  'Math.cosh',
  'Math.hypot',
  'Number.isNaN',
  'deltaPhi',
  'deltaR',
  'p4',
]);

function fromConstant(value: unknown): Expr {
  if (Array.isArray(value)) return rawCall('names', value.map(fromConstant), list(int));
  if (typeof value === 'object' && value !== null)
    return record(Object.entries(value).map(([k, v]) => [k, fromConstant(v)] as const));
  return literal(value as Literal);
}

function argument(a: Argument, types: readonly Type[]): Expr {
  if (a.is === 'options') return record([...a.entries].map(([name, of]) => [name, argument(of, types)] as const));
  return a.is === 'value'
    ? a.expr
    : a.is === 'constant'
      ? fromConstant(a.value)
      : lambda(types, (...params) => a.build(...params));
}

function check(of: Expr, optional: boolean, what: string): void {
  if (of.type.is === 'option' && !optional)
    throw new ExpressionError('maybe-missing', `${what} of a value that may be missing`, { hint: 'use ?.' });
}

export const words: Vocabulary = {
  property(of, name, optional) {
    check(of, optional, name);
    const holder = present(of.type);
    const missing = of.type.is === 'option';
    if (holder.is === 'list' && name === 'length') return rawCall('length', [of], missing ? option(int) : int);
    const inner = holder.is === 'list' ? present(holder.of) : holder;
    const fields = inner.is === 'record' ? inner.fields : new Map<string, Type>();
    const type = fields.get(name);
    if (type === undefined)
      throw new ExpressionError('unknown-field', `no field '${name}'`, { hint: suggest(name, fields.keys()) });
    return holder.is === 'list' ? rawCall(`each.${name}`, [of], list(type)) : field(of, name);
  },
  method(of, name, args, optional) {
    check(of, optional, name);
    const given = args.map((a) => argument(a, [element(of.type)]));
    const type =
      name === 'map'
        ? list(given[0]?.type ?? float64)
        : name === 'with'
          ? present(of.type)
          : (RESULT[name] ?? ((t: Type) => t))(of.type);
    return rawCall(name, [of, ...given], of.type.is === 'option' && type.is !== 'option' ? option(type) : type);
  },
  operator(symbol, args) {
    if (symbol === '?:') {
      const type = join((args[1] as Expr).type, (args[2] as Expr).type);
      if (type === undefined) throw new ExpressionError('branches', 'the branches differ');
      return rawCall(symbol, args, type);
    }
    if (symbol === '??')
      return rawCall(symbol, args, join(present((args[0] as Expr).type), (args[1] as Expr).type) ?? float64);
    const logic = ['<', '<=', '>', '>=', '==', '!=', '===', '!==', '&&', '||', '!'].includes(symbol);
    if (!logic)
      for (const a of args)
        if (a.type.is !== 'number') throw new ExpressionError('needs-number', `${symbol} needs numbers`);
    return rawCall(symbol, args, logic ? bool : float64);
  },
  global: (name, args) =>
    rawCall(
      name,
      args.map((a) => argument(a, [float64])),
      float64,
    ),
  isGlobal: (name) => GLOBALS.has(name),
  listOf: (items) => rawCall('list', items, list(items[0]?.type ?? int)),
  isPresent: (x) => rawCall('there', [x], bool),
  known: (x) => (x.type.is === 'option' ? rawCall('known', [x], present(x.type)) : x),
};

/** The tree as one line of text. */
export function show(x: Expr): string {
  switch (x.node) {
    case 'param':
      return x.type === event ? 'e' : `p${x.level}`;
    case 'literal':
      return typeof x.value === 'string'
        ? JSON.stringify(x.value)
        : typeof x.value === 'bigint'
          ? `${x.value}n`
          : Object.is(x.value, -0)
            ? '-0'
            : String(x.value);
    case 'field':
      return `${show(x.of)}.${x.name}`;
    case 'lambda':
      return `(${x.params.map(show).join(', ')} => ${show(x.body)})`;
    case 'record':
      return `{${x.names.map((n, i) => `${n}: ${show(x.values[i] as Expr)}`).join(', ')}}`;
    case 'call':
      return `${x.op}(${x.args.map(show).join(', ')})`;
    default:
      return x.node;
  }
}
