import { call, type OpName } from '../ops/table.ts';
import { type Expr, record } from '../tree/expr.ts';
import { ExpressionError, suggest, TypeMismatchError } from '../tree/problem.ts';
import { present } from '../tree/type.ts';
import type { Argument, Vocabulary } from '../vocabulary.ts';
import { lift } from './build.ts';
import { valueArg } from './list-words.ts';

const UNARY: readonly OpName[] = [
  'abs',
  'sqrt',
  'cbrt',
  'exp',
  'expm1',
  'log',
  'log2',
  'log10',
  'log1p',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'floor',
  'ceil',
  'round',
  'trunc',
  'sign',
];
const UNARY_TESTS: ReadonlyMap<string, OpName> = new Map<string, OpName>([
  ['Number.isNaN', 'isNaN'],
  ['isNaN', 'isNaN'],
  ['Number.isFinite', 'isFinite'],
  ['isFinite', 'isFinite'],
  ['Number.isInteger', 'isInteger'],
]);

type FunctionWord = (args: readonly Argument[], words: Vocabulary, name: string) => Expr;

const values = (args: readonly Argument[], name: string): Expr[] => args.map((_, i) => valueArg(args, i, name));
const exactly = (n: number, args: readonly Argument[], name: string): Expr[] => {
  if (args.length !== n)
    throw new ExpressionError(
      'wrong-argument',
      `${name} takes ${n} argument${n === 1 ? '' : 's'}, found ${args.length}`,
    );
  return refuseMissing(values(args, name), name);
};

function refuseMissing(all: Expr[], name: string): Expr[] {
  for (const x of all) {
    if (x.type.is === 'option')
      throw new ExpressionError('maybe-missing', `a value given to ${name} may be missing`, {
        hint: 'say what to use instead: (x ?? 0)',
      });
    if (present(x.type).is === 'list') call('abs', [x]);
  }
  return all;
}

const chain =
  (op: OpName): FunctionWord =>
  (args, _words, name) => {
    const all = refuseMissing(values(args, name), name);
    if (all.length === 0) throw new ExpressionError('wrong-argument', `${name} needs values`);
    return all.reduce((a, b) => call(op, [a, b]));
  };

const FUNCTIONS: ReadonlyMap<string, FunctionWord> = new Map<string, FunctionWord>([
  ...UNARY.map((op): [string, FunctionWord] => [`Math.${op}`, (args, _w, name) => call(op, exactly(1, args, name))]),
  ...[...UNARY_TESTS].map(([name, op]): [string, FunctionWord] => [name, (args) => call(op, exactly(1, args, name))]),
  ['Math.pow', (args, _w, name) => call('pow', exactly(2, args, name))],
  ['Math.atan2', (args, _w, name) => call('atan2', exactly(2, args, name))],
  ['Math.fround', (args, _w, name) => call('toNumber', exactly(1, args, name), { to: 'float32' })],
  ['Math.min', chain('min2')],
  ['Math.max', chain('max2')],
  ['Math.hypot', (args, _w, name) => call('hypot', exactly(2, args, name))],
  ['Number', (args, _w, name) => call('toNumber', exactly(1, args, name))],
  ['deltaPhi', (args, _w, name) => call('wrapPhi', [call('sub', exactly(2, args, name))])],
  [
    'deltaR',
    (args, words, name) => {
      const [a, b] = values(args, name) as [Expr, Expr];
      return words.method(a, 'deltaR', [{ is: 'value', expr: b }], false);
    },
  ],
  [
    'p4',
    (args, words, name) => {
      const [of] = values(args, name) as [Expr];
      const made = lift([of], (x) =>
        x.node === 'record'
          ? record(
              x.names.map((key, i) => [key, x.values[i] as Expr] as const),
              'LorentzVector',
            )
          : x,
      );
      if (!hasProperty(words, made, 'tau'))
        throw new TypeMismatchError('not-such-vector', 'p4 needs four coordinates of a vector', {
          hint: 'pt, eta, phi, mass; pt, eta, phi, energy; px, py, pz, energy; x, y, z, t',
        });
      return made;
    },
  ],
]);

function hasProperty(words: Vocabulary, of: Expr, name: string): boolean {
  try {
    words.property(of, name, true);
    return true;
  } catch {
    return false;
  }
}

/** Whether a function of this name may stand in an expression. */
export function isFunctionWord(name: string): boolean {
  return FUNCTIONS.has(name);
}

/** A call of a known function. */
export function functionWords(name: string, args: readonly Argument[], words: Vocabulary): Expr {
  const word = FUNCTIONS.get(name);
  if (word === undefined)
    throw new ExpressionError('unknown-function', `${name} is not a function that expressions know`, {
      hint: suggest(name, FUNCTIONS.keys()),
    });
  return word(args, words, name);
}
