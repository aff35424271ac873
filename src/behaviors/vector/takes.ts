import type { Expr } from '../../../compiler/tree/expr.ts';
import { field } from '../../../compiler/tree/expr.ts';
import { ExpressionError, suggest, TypeMismatchError } from '../../../compiler/tree/problem.ts';
import { briefType, present } from '../../../compiler/tree/type.ts';
import type { Argument } from '../../../compiler/vocabulary.ts';
import { valueArg, valueOf } from '../../../compiler/words/list-words.ts';
import { type Dimension, type System, systemOf } from './systems.ts';

const KINDS: Readonly<Record<Dimension, string>> = {
  2: 'a vector of two dimensions (x, y or pt, phi)',
  3: 'a vector of three dimensions (x, y, z or pt, eta, phi)',
  4: 'a vector of four dimensions (px, py, pz, energy or pt, eta, phi, mass)',
};

/** A vector among the arguments, of one of some dimensions. */
export function vectorArg(args: readonly Argument[], at: number, word: string, dimensions: readonly Dimension[]): Expr {
  const value = valueArg(args, at, word);
  const system = systemIn(value);
  if (system !== undefined && dimensions.includes(system.dimension)) return value;
  const found = system === undefined ? briefType(value.type) : KINDS[system.dimension];
  const lower = system !== undefined && system.dimension > Math.max(...dimensions);
  throw new TypeMismatchError(
    'not-such-vector',
    `${word} takes ${dimensions.map((d) => KINDS[d]).join(' or ')}, found ${found}`,
    { hint: lower ? `take a part of it: .to${Math.max(...dimensions)}D()` : undefined },
  );
}

/** A vector that has some coordinates, or a record with fields of their names. */
export function coordinatesArg(args: readonly Argument[], word: string, names: readonly string[]): Expr {
  const value = valueArg(args, 0, word);
  const system = systemIn(value);
  const type = present(value.type);
  const stored =
    type.is === 'record' &&
    names.every((name) => {
      const of = type.fields.get(name);
      return of !== undefined && present(of).is === 'number';
    });
  const needed = names.includes('eta') ? 3 : 2;
  if (stored || (system !== undefined && system.dimension >= needed)) return value;
  throw new TypeMismatchError(
    'not-such-vector',
    `${word} needs ${names.join(' and ')}, found ${briefType(value.type)}`,
    {
      hint:
        type.is === 'list' ? `for each of them: list.map(x => y.${word}(x))` : `a vector, or { ${names.join(', ')} }`,
    },
  );
}

function systemIn(value: Expr): System | undefined {
  const type = present(value.type);
  return type.is === 'record' ? systemOf(type) : undefined;
}

/** The fields of an argument that is an object of options; a number alone stands for the option `main`. */
export function optionArgs(
  arg: Argument | undefined,
  word: string,
  names: readonly string[],
  main?: string,
): ReadonlyMap<string, Argument> {
  const options = entriesOf(arg, main);
  for (const name of options?.keys() ?? [])
    if (!names.includes(name))
      throw new ExpressionError('wrong-argument', `${word} has no option '${name}'`, { hint: suggest(name, names) });
  if (options === undefined)
    throw new ExpressionError('wrong-argument', `${word} takes an object of options: ${names.join(', ')}`);
  return options;
}

function entriesOf(arg: Argument | undefined, main: string | undefined): ReadonlyMap<string, Argument> | undefined {
  if (arg === undefined || (arg.is === 'constant' && arg.value === undefined)) return new Map();
  if (arg.is === 'options') return arg.entries;
  const value = valueOf(arg);
  const type = value && present(value.type);
  if (value === undefined || type === undefined) return undefined;
  if (type.is === 'number' && main !== undefined) return new Map([[main, { is: 'value', expr: value }]]);
  if (type.is !== 'record') return undefined;
  return new Map([...type.fields.keys()].map((name) => [name, { is: 'value', expr: field(value, name) }]));
}
