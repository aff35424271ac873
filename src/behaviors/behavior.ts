import type { Behavior, Members, MethodExpansion } from '../../compiler/behavior.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { valueArg } from '../../compiler/words/list-words.ts';
import { type Definition, expansionOf, type WordsOf } from './definition.ts';

export interface BehaviorDefinition {
  /** The fields (with a number each) that a record must have. */
  readonly needs: readonly string[];
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly methods?: Readonly<Record<string, Definition>>;
  /** Methods of a list of such records, as `sum`. */
  readonly listMethods?: Readonly<Record<string, Definition>>;
}

/**
 * Methods and properties for records with certain fields, written as plain lambdas: `behavior('Muon', { needs: ['pt'],
 * properties: { isHard: (m) => m.pt > 20 } }, words)`. They are captured like any lambda and become core operations.
 */
export function makeBehavior(name: string, definition: BehaviorDefinition, words: WordsOf): Behavior {
  const { needs, properties = {}, methods = {}, listMethods = {} } = definition;
  if (needs.length === 0) throw new ExpressionError('bad-behavior', `the behaviour ${name} needs at least one field`);
  const method = (word: string, fn: Definition): MethodExpansion => {
    const expand = expansionOf(fn, words);
    return (self, args) => expand([self, ...args.map((_, i) => valueArg(args, i, word))]);
  };
  const all = (of: Readonly<Record<string, Definition>>) =>
    new Map(Object.entries(of).map(([word, fn]) => [word, method(word, fn)]));
  const members: Members = {
    properties: new Map(
      Object.entries(properties).map(([word, fn]) => {
        const expand = expansionOf(fn, words);
        return [word, (self) => expand([self])];
      }),
    ),
    methods: all(methods),
    listMethods: all(listMethods),
  };
  return { membersOf: (type) => (needs.every((field) => type.fields.has(field)) ? members : undefined) };
}
