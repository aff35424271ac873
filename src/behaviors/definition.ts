import type { Expr } from '../../compiler/tree/expr.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { captureLambda } from '../capture/lambda.ts';

/** A method or property as a plain function of the record (and, for methods, of the arguments). It is read, not called. */
export type Definition = (...args: never[]) => unknown;

/** The vocabulary that definitions are read with; set once by the surface, which knows all behaviours. */
export type WordsOf = () => Vocabulary;

/** The expression that a definition stands for, of the given values. */
export type Expansion = (args: readonly Expr[]) => Expr;

/** Reads a definition with a vocabulary. A definition of the same values is the same expression: it is read once. */
export function expansionOf(fn: Definition, words: WordsOf): Expansion {
  const known = new WeakMap<Expr, Map<string, Expr>>();
  return (args) => {
    const [self, ...rest] = args as [Expr, ...Expr[]];
    const ofSelf = known.get(self) ?? new Map<string, Expr>();
    known.set(self, ofSelf);
    const key = rest.map(({ id }) => id).join(',');
    const made =
      ofSelf.get(key) ??
      captureLambda(
        fn,
        args.map((expr) => ({ is: 'value', expr }) as const),
        words(),
      ).expr;
    ofSelf.set(key, made);
    return made;
  };
}
