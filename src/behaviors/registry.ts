import type { Behavior } from '../../compiler/behavior.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { makeWords } from '../../compiler/words/words.ts';
import { type BehaviorDefinition, makeBehavior } from './behavior.ts';
import { vectors } from './vector/vector.ts';

/** A user's behaviour: methods and properties for the records it names the fields of. */
export interface UserBehavior {
  readonly name: string;
  readonly definition: BehaviorDefinition;
}

/** The words of lambdas and those of chained columns, over the same behaviours. */
export interface WordSet {
  readonly inside: Vocabulary;
  readonly columns: Vocabulary;
  readonly behaviors: readonly Behavior[];
}

/** The vocabulary over the shipped behaviours and the user's, which come first. */
export function wordSet(users: readonly UserBehavior[]): WordSet {
  const behaviors: Behavior[] = [];
  const inside = makeWords(() => behaviors);
  for (const { name, definition } of users) behaviors.push(makeBehavior(name, definition, () => inside));
  behaviors.push(vectors);
  return { inside, columns: makeWords(() => behaviors, true), behaviors };
}

let shipped: WordSet | undefined;
/** The vocabulary over the shipped behaviours alone. */
export function shippedWords(): WordSet {
  shipped ??= wordSet([]);
  return shipped;
}
