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
