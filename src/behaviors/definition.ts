import { substitute } from '../../compiler/tree/bind.ts';
import { type Expr, freshParam, type ParamExpr } from '../../compiler/tree/expr.ts';
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
  return remembering((args) => read(fn, words, args));
}

/**
 * The same for definitions that read nothing from outside that may change: they are read once for values of the same
 * types, which then take the places of the parameters.
 */
export function fixedExpansionOf(fn: Definition, words: WordsOf): Expansion {
  const templates = new Map<string, Template>();
  return remembering((args) => {
    if (args.some(hasLiteral)) return read(fn, words, args);
    const key = args.map(({ type }) => type.id).join(',');
    const template = templates.get(key) ?? templateOf(fn, words, args);
    templates.set(key, template);
    return substitute(template.body, new Map(template.params.map((p, i) => [p, args[i] as Expr])));
  });
}

function remembering(expand: Expansion): Expansion {
  const known = new WeakMap<Expr, Map<string, Expr>>();
  return (args) => {
    const [self, ...rest] = args as [Expr, ...Expr[]];
    const ofSelf = known.get(self) ?? new Map<string, Expr>();
    known.set(self, ofSelf);
    const key = rest.map(({ id }) => id).join(',');
    const made = ofSelf.get(key) ?? expand(args);
    ofSelf.set(key, made);
    return made;
  };
}

function read(fn: Definition, words: WordsOf, values: readonly Expr[]): Expr {
  const bindings = values.map((expr) => ({ is: 'value', expr }) as const);
  return captureLambda(fn, bindings, words()).expr;
}

interface Template {
  readonly params: readonly ParamExpr[];
  readonly body: Expr;
}

function templateOf(fn: Definition, words: WordsOf, args: readonly Expr[]): Template {
  const params = args.map(({ type }) => freshParam(type));
  return { params, body: read(fn, words, params) };
}

/** Constants are folded while a definition is read, so that it must be read with them. */
function hasLiteral(value: Expr): boolean {
  return value.node === 'literal' || (value.node === 'record' && value.values.some(hasLiteral));
}
