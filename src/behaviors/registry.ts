import type { Behavior } from '../../compiler/behavior.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { makeWords } from '../../compiler/words/words.ts';
import { record } from '../../compiler/tree/type.ts';
import { type BehaviorDefinition, makeBehavior } from './behavior.ts';
import { particles } from './particles.ts';
import { type References, references, unreachable } from './references.ts';
import { tracks } from './tracks.ts';
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
  /** The words where rows are the elements of lists, from which other collections cannot be reached. */
  readonly flattened: () => WordSet;
  /** The words where rows have more fields. */
  readonly over: (info: References) => WordSet;
}

/**
 * The vocabulary over the user's behaviours, then the references of the source, then the shipped behaviours: the first
 * that has a word counts.
 */
export function wordSet(users: readonly UserBehavior[], info: References): WordSet {
  const { references: found = [], dropped = [] } = info;
  if (users.length === 0 && found.length === 0 && dropped.length === 0) return shippedWords();
  return makeWordSet(users, info, references);
}

function makeWordSet(users: readonly UserBehavior[], info: References, links: (info: References) => Behavior): WordSet {
  const behaviors: Behavior[] = [];
  const inside = makeWords(() => behaviors);
  for (const { name, definition } of users) behaviors.push(makeBehavior(name, definition, () => inside));
  behaviors.push(
    links(info),
    vectors,
    particles,
    makeBehavior('Track', tracks, () => inside),
  );
  const words: WordSet = {
    inside,
    columns: makeWords(() => behaviors, true),
    behaviors,
    flattened: () => {
      flat ??= links === unreachable ? words : makeWordSet(users, info, unreachable);
      return flat;
    },
    over: (other) => wordSet(users, other),
  };
  let flat: WordSet | undefined;
  return words;
}

let shipped: WordSet | undefined;
/** The vocabulary over the shipped behaviours alone. */
export function shippedWords(): WordSet {
  shipped ??= makeWordSet([], { row: record([]) }, references);
  return shipped;
}
