import { ExpressionError } from '../tree/problem.ts';
import type { Type } from '../tree/type.ts';
import { type Block, type Cursor, open, put } from './block.ts';
import type { LoopEmitter } from './loop.ts';
import { emptyOf, emptyVal } from './shape.ts';
import { positionIn, type Rec, scalar, type Val } from './value.ts';

/** Keeps the element a loop has chosen, by the loop variables it stands at or by its values. */
export class Remembered {
  private slots: string[] | undefined;
  private from: ((keys: readonly string[]) => Val) | undefined;
  private readonly loops: LoopEmitter;
  private readonly type: Type;
  private readonly start: Cursor;
  constructor(loops: LoopEmitter, type: Type, at: Cursor) {
    this.loops = loops;
    this.type = type;
    this.start = open(at, '');
  }

  keep(element: Val, at: Cursor): void {
    const flat = flatten(element, at, this.start.block);
    this.slots ??= flat.keys.map((_, i) => {
      const slot = this.loops.name('q');
      put(this.start, `let ${slot} = ${flat.zeros[i]};`);
      return slot;
    });
    this.from ??= flat.from;
    flat.keys.forEach((key, i) => put(at, `${(this.slots as string[])[i]} = ${key};`));
  }

  option(found: string): Val {
    return asOption(found, this.from === undefined ? emptyVal(this.type) : this.from(this.slots as string[]));
  }
}

export interface Flat {
  readonly keys: readonly string[];
  readonly zeros: readonly string[];
  readonly from: (keys: readonly string[]) => Val;
}

/** The texts a value is made of, and how to make it of others. */
export function flatten(val: Val, at: Cursor, home: Block): Flat {
  if (val.is === 'scalar')
    return { keys: [val.text], zeros: [emptyOf(val.type)], from: ([text]) => scalar(text as string, val.type) };
  const position = val.is === 'option' ? undefined : positionIn(val.position, home);
  if (position !== undefined) return { keys: position.keys, zeros: position.keys.map(() => '0'), from: position.from };
  if (val.is === 'option') {
    const of = flatten(val.of, at, home);
    // what lies under a missing value must not be converted
    const keys = of.keys.map((key, i) => (key.includes('(') ? `(${val.valid} ? ${key} : ${of.zeros[i]})` : key));
    return {
      keys: [val.valid, ...keys],
      zeros: ['false', ...of.zeros],
      from: ([valid, ...rest]) => ({ is: 'option', valid: valid as string, of: of.from(rest) }),
    };
  }
  if (val.is === 'list')
    throw new ExpressionError(
      'list-in-element',
      'elements that hold a computed list cannot be sorted, paired or chosen among yet',
      { hint: 'choose first, then compute the list of the chosen element: minBy(x => …), then .list.filter(…)' },
    );
  const fields = val.names.map((name) => flatten(val.get(name, at), at, home));
  const from = (keys: readonly string[]): Rec => {
    let at = 0;
    const parts = new Map(
      fields.map(
        (field, i) => [val.names[i] as string, field.from(keys.slice(at, (at += field.keys.length)))] as const,
      ),
    );
    return { is: 'record', names: val.names, get: (name) => parts.get(name) as Val };
  };
  return { keys: fields.flatMap((f) => f.keys), zeros: fields.flatMap((f) => f.zeros), from };
}

/** The value without the place it stands at: elements of joined lists stand in different places, and are remembered by their values. */
export function unplaced(val: Val): Val {
  switch (val.is) {
    case 'option':
      return { is: 'option', valid: val.valid, of: unplaced(val.of) };
    case 'record':
      return { is: 'record', names: val.names, get: (name, at) => unplaced(val.get(name, at)) };
    case 'list': {
      const { indexed } = val;
      return {
        is: 'list',
        each: (at, body) => val.each(at, (element, inner) => body(unplaced(element), inner)),
        indexed:
          indexed === undefined
            ? undefined
            : { start: indexed.start, end: indexed.end, at: (k, where) => unplaced(indexed.at(k, where)) },
      };
    }
    default:
      return val;
  }
}

/** A value that is there where the text is true; an option inside an option is one option. */
export function asOption(valid: string, val: Val): Val {
  return val.is === 'option'
    ? { is: 'option', valid: `(${valid} && ${val.valid})`, of: val.of }
    : { is: 'option', valid, of: val };
}
