import type { Behavior } from '../../compiler/behavior.ts';
import type { Expr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { RecordType } from '../../compiler/tree/type.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { captureLambda } from '../capture/lambda.ts';

/** A method or property as a plain function of the record (and, for methods, of the arguments). It is read, not called. */
export type Definition = (...args: never[]) => unknown;

export interface BehaviorDefinition {
  /** The fields (with a number each) that a record must have. */
  readonly needs: readonly string[];
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly methods?: Readonly<Record<string, Definition>>;
  /** Methods of a list of such records, as `sum`. */
  readonly listMethods?: Readonly<Record<string, Definition>>;
}

/** The vocabulary that definitions are read with; set once by the surface, which knows all behaviours. */
export type WordsOf = () => Vocabulary;

/**
 * Methods and properties for records with certain fields, written as plain lambdas: `behavior('Muon', { needs: ['pt'],
 * properties: { isHard: (m) => m.pt > 20 } }, words)`. They are captured like any lambda and become core operations.
 */
export function makeBehavior(name: string, definition: BehaviorDefinition, words: WordsOf): Behavior {
  const { needs, properties = {}, methods = {}, listMethods = {} } = definition;
  if (needs.length === 0) throw new ExpressionError('bad-behavior', `the behaviour ${name} needs at least one field`);
  const expand = (fn: Definition) => {
    // a definition of the same values is the same expression: it is read once
    const known = new WeakMap<Expr, Map<string, Expr>>();
    return (self: Expr, args: readonly Expr[] = []): Expr => {
      const ofSelf = known.get(self) ?? new Map<string, Expr>();
      known.set(self, ofSelf);
      const key = args.map(({ id }) => id).join(',');
      const made =
        ofSelf.get(key) ??
        captureLambda(
          fn,
          [self, ...args].map((expr) => ({ is: 'value', expr }) as const),
          words(),
        ).expr;
      ofSelf.set(key, made);
      return made;
    };
  };
  const entries = (of: Readonly<Record<string, Definition>>, prefix = '') =>
    Object.entries(of).map(([key, fn]) => [prefix + key, expand(fn)] as const);
  return {
    name,
    applies: (type: RecordType) => needs.every((field) => type.fields.has(field)),
    properties: new Map(entries(properties)),
    methods: new Map([...entries(methods), ...entries(listMethods, 'list:')]),
  };
}
