import { mergeNeeds } from '../../../compiler/plan/needs.ts';
import type { Need } from '../../../compiler/source.ts';
import { type Joining, needsOfKey } from './joining.ts';

/** The needed parts of joined rows, side by side. */
export interface SplitNeeds {
  /** The fields of the friend that are needed; none where the friend is not read. */
  readonly added: Joining['fields'];
  /** What is read of the source: with the key, where the friend is read. */
  readonly here: readonly Need[];
  /** What is read of the friend, beside its key. */
  readonly there: readonly Need[];
  /** The same with its key. */
  readonly thereWithKey: readonly Need[];
}

/** Which needs are of the source, and which of its friend. */
export function splitNeeds(needs: readonly Need[], { fields, on }: Joining): SplitNeeds {
  const names = new Set(needs.map(({ path: [name] }) => name));
  const added = fields.filter(({ name }) => names.has(undefined) || names.has(name));
  const ofFriend = new Map(added.map(({ name, of }) => [name, of]));
  const here = needs.filter(({ path: [name] }) => name === undefined || !ofFriend.has(name));
  if (added.length === 0) return { added, here, there: [], thereWithKey: [] };
  const there = needs.flatMap(({ path: [name, ...rest], offsetsOnly }): Need[] => {
    if (name === undefined) return fields.map(({ of }) => ({ path: [of], offsetsOnly: false }));
    const of = ofFriend.get(name);
    return of === undefined ? [] : [{ path: [of, ...rest], offsetsOnly }];
  });
  const key = on === 'row' ? [] : on;
  return {
    added,
    here: mergeNeeds([...here, ...needsOfKey(key.map((part) => part.here))]),
    there: mergeNeeds(there),
    thereWithKey: mergeNeeds([...there, ...needsOfKey(key.map((part) => part.there))]),
  };
}
