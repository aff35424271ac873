import type { Type } from '../tree/type.ts';
import { type Block, type Cursor, open, put } from './block.ts';
import type { LoopEmitter } from './loop.ts';
import { NoLoop } from './no-loop.ts';
import { emptyOf, emptyVal } from './shape.ts';
import { indexedList } from './indexed.ts';
import {
  type Indexed,
  type ListVal,
  type Maybe,
  type Position,
  positionIn,
  type Rec,
  type Scalar,
  scalar,
  type Val,
} from './value.ts';

/** A variable, or a place per element of a kept list, in which a value is put to be found later. */
export interface Slot {
  readonly write: (text: string) => string;
  readonly read: (key: string) => string;
}

/** Code that puts an element into slots: the element, and an open block in which it exists. */
interface Site {
  readonly element: Val;
  readonly at: Cursor;
}

/**
 * Remembers elements of a loop beyond it: by the loop variables they stand at, else by their values. Fields of records
 * get a slot when they are first read, so that what nobody reads is neither stored nor read from the file.
 */
export class Memory {
  private readonly sites: Site[] = [];
  private readonly loops: LoopEmitter;
  private readonly home: Block;
  private readonly newSlot: (zero: string) => Slot;
  constructor(loops: LoopEmitter, home: Block, newSlot: (zero: string) => Slot) {
    this.loops = loops;
    this.home = home;
    this.newSlot = newSlot;
  }

  /** Remembers the element here; joined lists have several such places. */
  keep(element: Val, at: Cursor): void {
    this.sites.push({ element, at: open(at, '') });
  }

  /** How to find the element again by its key, once it is known where all are kept; undefined where nothing is kept. */
  reader(): ((key: string) => Val) | undefined {
    return this.sites.length === 0 ? undefined : this.read(this.sites.map(({ element }) => element));
  }

  private read(vals: readonly Val[], valid?: readonly string[]): (key: string) => Val {
    const [first] = vals as [Val];
    if (first.is === 'scalar') return this.readScalar(vals as readonly Scalar[], valid);
    if (first.is === 'option') return this.readOption(vals as readonly Maybe[]);
    const position = positionIn(first.position, this.home);
    if (position !== undefined) {
      const slots = position.keys.map(() => this.newSlot('0'));
      this.write((i) =>
        slots.map((slot, k) =>
          slot.write((positionIn((vals[i] as Rec).position, this.home) as Position).keys[k] as string),
        ),
      );
      return (key) => position.from(slots.map((slot) => slot.read(key)));
    }
    if (first.is === 'list') {
      const origins = (vals as readonly ListVal[]).flatMap(({ origin }) => origin ?? []);
      if (origins.length === vals.length) return this.readList(origins);
      throw new NoLoop('elements that hold a computed list are sorted, paired or chosen');
    }
    return this.readRecord(vals as readonly Rec[], valid);
  }

  /** Lists of the input, by where they stand; of several places also by which one it is. */
  private readList(origins: readonly Position[]): (key: string) => Val {
    const [place, site] = [this.newSlot('0'), this.newSlot('0')];
    this.write((i) => [place.write((origins[i] as Position).keys[0] as string), site.write(String(i))]);
    return (key) =>
      oneOf(
        this.loops,
        site.read(key),
        origins.map(({ from }) => from([place.read(key)])),
      );
  }

  private readScalar(vals: readonly Scalar[], valid: readonly string[] | undefined): (key: string) => Val {
    const { type } = vals[0] as Scalar;
    const zero = emptyOf(type);
    const slot = this.newSlot(zero);
    // what lies under a missing value must not be converted
    this.write((i) => {
      const { text } = vals[i] as Scalar;
      return [slot.write(valid !== undefined && text.includes('(') ? `(${valid[i]} ? ${text} : ${zero})` : text)];
    });
    return (key) => scalar(slot.read(key), type);
  }

  private readOption(vals: readonly Maybe[]): (key: string) => Val {
    const slot = this.newSlot('false');
    this.write((i) => [slot.write((vals[i] as Maybe).valid)]);
    const inner = this.read(
      vals.map(({ of }) => of),
      vals.map(({ valid }) => valid),
    );
    return (key) => ({ is: 'option', valid: slot.read(key), of: inner(key) });
  }

  private readRecord(vals: readonly Rec[], valid: readonly string[] | undefined): (key: string) => Val {
    const { names } = vals[0] as Rec;
    const readers = new Map<string, (key: string) => Val>();
    const get = (name: string, key: string): Val => {
      const known =
        readers.get(name) ??
        this.read(
          vals.map((val, i) =>
            this.loops.later((this.sites[i] as Site).at.block, () => val.get(name, (this.sites[i] as Site).at)),
          ),
          valid,
        );
      readers.set(name, known);
      return known(key);
    };
    return (key) => ({ is: 'record', names, get: (name) => get(name, key) });
  }

  private write(lines: (i: number) => readonly string[]): void {
    this.sites.forEach(({ at }, i) => {
      for (const line of lines(i)) put(at, line);
    });
  }
}

/** Keeps the element a loop has chosen. */
export class Remembered {
  private readonly memory: Memory;
  private readonly type: Type;
  constructor(loops: LoopEmitter, type: Type, at: Cursor) {
    this.type = type;
    const start = open(at, '');
    this.memory = new Memory(loops, start.block, (zero) => {
      const slot = loops.name('q');
      put(start, `let ${slot} = ${zero};`);
      return { write: (text) => `${slot} = ${text};`, read: () => slot };
    });
  }

  keep(element: Val, at: Cursor): void {
    this.memory.keep(element, at);
  }

  option(found: string): Val {
    return asOption(found, this.memory.reader()?.('') ?? emptyVal(this.type));
  }
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
        origin: val.position ?? val.origin,
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

/** The value of those of one type that the text gives the number of. */
function oneOf(loops: LoopEmitter, which: string, vals: readonly Val[]): Val {
  const [first] = vals as [Val];
  const choose = (texts: readonly string[]): string =>
    texts.reduceRight((rest, text, i) => `(${which} === ${i} ? ${text} : ${rest})`);
  switch (first.is) {
    case 'scalar':
      return scalar(choose((vals as readonly Scalar[]).map(({ text }) => text)), first.type);
    case 'option': {
      const maybes = vals as readonly Maybe[];
      const valid = choose(maybes.map((val) => val.valid));
      return {
        is: 'option',
        valid,
        of: oneOf(
          loops,
          which,
          maybes.map((val) => val.of),
        ),
      };
    }
    case 'record': {
      const get = (name: string, at: Cursor): Val =>
        oneOf(
          loops,
          which,
          (vals as readonly Rec[]).map((val) => val.get(name, at)),
        );
      return { is: 'record', names: first.names, get };
    }
    case 'list': {
      const lists = vals.map((val) => (val as ListVal).indexed as Indexed);
      const at = (k: string, where: Cursor): Val =>
        oneOf(
          loops,
          which,
          lists.map((list) => list.at(k, where)),
        );
      const edges = { start: choose(lists.map(({ start }) => start)), end: choose(lists.map(({ end }) => end)) };
      return indexedList(loops, { ...edges, at });
    }
  }
}

/** A value that is there where the text is true; an option inside an option is one option. */
export function asOption(valid: string, val: Val): Val {
  return val.is === 'option'
    ? { is: 'option', valid: `(${valid} && ${val.valid})`, of: val.of }
    : { is: 'option', valid, of: val };
}
