import type { Expr } from '../tree/expr.ts';
import { countUp, type Cursor, hoist, open, put, underCondition } from './block.ts';
import { canFail } from './failing.ts';
import { listBehind } from './list-behind.ts';
import type { LoopEmitter } from './loop.ts';
import type { Env, Indexed, ListVal } from './value.ts';

const FILTERS: ReadonlySet<string> = new Set(['filter']);
/** So many lists are counted so in one loop: each takes four bytes an element. */
const MOST = 4;

/**
 * How many elements of a stored list pass a test that needs nothing but the element: counted in one walk over the elements
 * of all rows before the rows are walked. The count of a row is then a difference of two running counts, where a short loop
 * in each row would end at another number of elements every time, which processors guess wrong.
 */
export class RunningCounts {
  private readonly loops: LoopEmitter;
  private readonly known = new Map<Expr, Running>();
  constructor(loops: LoopEmitter) {
    this.loops = loops;
  }

  /** The text of the number of elements in the row at the cursor, where it is asked for in every row. */
  inRow(chosen: Expr, env: Env, at: Cursor): string | undefined {
    const stored = listBehind(chosen, FILTERS);
    if (stored === undefined || this.loops.isLate || canFail(chosen)) return undefined;
    if (underCondition(at, this.loops.program) !== undefined) return undefined;
    const { offsets, indexed } = this.loops.emit(stored, env, at) as ListVal;
    if (offsets === undefined || indexed === undefined) return undefined;
    const running = this.known.get(chosen) ?? this.count(chosen, stored, offsets, indexed.at, at);
    if (running === undefined) return undefined;
    const upTo = (index: string): string => `${running.counts}[${index} - ${running.first}]`;
    return `${upTo(indexed.end)} - ${upTo(indexed.start)}`;
  }

  private count(chosen: Expr, stored: Expr, offsets: string, element: Indexed['at'], at: Cursor): Running | undefined {
    const place = hoist(at, this.loops.program);
    // code that is not in the program may be dropped
    if (place.block !== this.loops.program || this.known.size === MOST) return undefined;
    const [counts, first, n] = [this.loops.name('t'), this.loops.name('s'), this.loops.name('n')];
    const end = `${offsets}[n]`;
    const before = open(place, '');
    put(before, `const ${first} = ${offsets}[0], ${counts} = k.scratch(${this.known.size}, ${end} - ${first} + 1);`);
    put(before, `let ${n} = ${counts}[0] = 0;`);
    const each: ListVal['each'] = (where, body) => {
      const index = this.loops.name('i');
      const inner = open(where, `for (let ${index} = ${first}; ${index} < ${end}; ${index}++) `, true);
      body(element(index, inner), inner);
      put(inner, `${counts}[${index} - ${first} + 1] = ${n};`);
    };
    const ofAll = this.loops.ofAllRows(chosen, stored, { is: 'list', each }, before) as ListVal;
    ofAll.each(before, (_element, inner) => countUp(inner, n));
    const running = { counts, first };
    this.known.set(chosen, running);
    return running;
  }
}

/** The array of the running counts, and the index of the first element. */
interface Running {
  readonly counts: string;
  readonly first: string;
}
