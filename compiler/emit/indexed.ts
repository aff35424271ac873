import { type Cursor, open } from './block.ts';
import type { LoopEmitter } from './loop.ts';
import type { Indexed, ListVal, Val } from './value.ts';

type Body = (element: Val, at: Cursor) => void;

/** A list that is walked by counting an index up. */
export function indexedList(loops: LoopEmitter, indexed: Indexed): ListVal {
  const each = (at: Cursor, body: Body): void => {
    const index = loops.name('i');
    const inner = open(at, `for (let ${index} = ${indexed.start}; ${index} < ${indexed.end}; ${index}++) `, true);
    body(indexed.at(index, inner), inner);
  };
  return { is: 'list', each, indexed };
}

/** The place of an index in its list, and the index of a place. */
export const placeOf = (index: string, start: string): string => (start === '0' ? index : `(${index} - ${start})`);
export const indexOf = (place: string, start: string): string => (start === '0' ? place : `(${place} + ${start})`);

/** A number of elements that a list does not have more of, where that is known before it is walked. */
export const mostOf = ({ indexed, most }: ListVal): string | undefined =>
  indexed === undefined ? most : placeOf(indexed.end, indexed.start);

/** Other elements at the same indices; where they begin and end is still read only if it is asked for. */
export const withElements = (of: Indexed, at: Indexed['at']): Indexed => ({
  get start() {
    return of.start;
  },
  get end() {
    return of.end;
  },
  at,
});
