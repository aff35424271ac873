import type { ScalarLookup } from '../../kernels/arrays/elementwise.ts';
import { type Kind, type ScalarFunction, scalarFunction } from '../../kernels/arrays/scalar-functions.ts';
import { makeFunction } from '../../kernels/functions.ts';
import type { Expr, Json } from '../tree/expr.ts';
import { bool, float64, int, isInteger, string, type Type } from '../tree/type.ts';
import { numberOps } from './numbers.ts';
import { functionOf, type Op } from './op.ts';
import { textOps } from './text.ts';

const tables: Readonly<Record<string, Op>> = { ...numberOps, ...textOps };

/** Operations on bits are those of logic for truth values. */
const OF_TRUTHS: ReadonlyMap<string, string> = new Map([
  ['bitAnd', 'and'],
  ['bitOr', 'or'],
  ['bitXor', 'xor'],
]);

/**
 * The scalar operation that the operator table has under a name, with its typing and its function; the basic operations are
 * loops of their own. True counts as 1 where numbers are wanted.
 */
export const scalarInTable: ScalarLookup = (op, kinds, options) => {
  const entry = Object.hasOwn(tables, op) ? (tables[op] as Op) : undefined;
  const ofTruths = kinds.every((kind) => kind === 'truth') ? OF_TRUTHS.get(op) : undefined;
  if (entry === undefined || ofTruths !== undefined) return scalarFunction(ofTruths ?? op, kinds);
  const types = kinds.map((kind) => TYPES[kind]);
  const gives = entry.gives(
    types.map((type) => ({ type }) as Expr),
    options as Readonly<Record<string, Json>>,
    op,
  );
  const name = functionOf(entry, types, gives);
  if (name === undefined) return scalarFunction(op, kinds);
  return {
    name: op,
    takes: gives === string || types.includes(string) ? 'values' : 'numbers',
    gives: kindOf(gives),
    loop: undefined,
    of: makeFunction(name, options) as ScalarFunction['of'],
  };
};

const TYPES: Readonly<Record<Kind, Type>> = { integer: int, double: float64, truth: int, text: string };

function kindOf(type: Type): Kind {
  if (type === string) return 'text';
  if (type === bool) return 'truth';
  return isInteger(type) ? 'integer' : 'double';
}
