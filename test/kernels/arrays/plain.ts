import { isOption, type ListType, list, never, type Type } from '../../../compiler/tree/type.ts';

/**
 * The operations on whole arrays, written anew and simply on plain values: lists are arrays, records objects, missing
 * values undefined. Only as a measure for the kernels.
 */
export type Plain = unknown;
export type Rows = readonly Plain[];

/** What a kernel must refuse as well. */
export class Refused extends Error {}

/** How many dimensions the shallowest field of a type has, counting the rows; of what nothing is known may count as lists. */
export function leastDepth(type: Type, unknown = 1): number {
  if (type.is === 'list') return 1 + leastDepth(type.of, unknown);
  if (type.is === 'option') return leastDepth(type.of, unknown);
  if (type.is === 'record') return Math.min(...[...type.fields.values()].map((of) => leastDepth(of, unknown)));
  return type === never ? unknown : 1;
}

export function mostDepth(type: Type): number {
  if (type.is === 'list') return 1 + mostDepth(type.of);
  if (type.is === 'option') return mostDepth(type.of);
  if (type.is === 'record') return Math.max(...[...type.fields.values()].map(mostDepth));
  return 1;
}

/** A record with each field changed. */
export function fieldwise(
  value: Plain,
  type: Type & { is: 'record' },
  change: (field: Plain, type: Type) => Plain,
): Plain {
  const names = [...type.fields.keys()];
  const changed = names.map((name): [string, Plain] => {
    const field = (value as Record<string, Plain>)[name];
    return [name, change(field, type.fields.get(name) as Type)];
  });
  if (Array.isArray(value)) return changed.map(([, field]) => field);
  const out = {};
  for (const [name, of] of changed)
    Object.defineProperty(out, name, { value: of, enumerable: true, configurable: true, writable: true });
  return out;
}

/** Changes the values at an axis, of which the value itself is 0. */
function atValues(value: Plain, type: Type, axis: number, change: (value: Plain, type: Type) => Plain): Plain {
  if (axis === 0) return change(value, type);
  if (isOption(type)) return value === undefined ? undefined : atValues(value, type.of, axis, change);
  if (type.is === 'list') return (value as Rows).map((one) => atValues(one, type.of, axis - 1, change));
  if (type.is === 'record') return fieldwise(value, type, (field, of) => atValues(field, of, axis, change));
  throw new Refused('not that deep');
}

/** Changes the lists whose elements lie at an axis; where that is 1, the value itself is one. */
function atLists(value: Plain, type: Type, axis: number, change: (value: Rows, type: ListType) => Plain): Plain {
  if (isOption(type)) return value === undefined ? undefined : atLists(value, type.of, axis, change);
  if (type.is === 'list') {
    if (axis === 1) return change(value as Rows, type);
    return (value as Rows).map((one) => atLists(one, type.of, axis - 1, change));
  }
  if (type.is === 'record') return fieldwise(value, type, (field, of) => atLists(field, of, axis, change));
  throw new Refused('not that deep');
}

/** The rows as one list, so that axis k of the array is axis k + 1 of it. */
const whole = (type: Type): ListType => list(type);

/** Refuses by the type alone, also where there are no values to see it by. */
function needs(type: Type, axis: number, unknown = 1): void {
  if (axis >= leastDepth(type, unknown)) throw new Refused('not that deep');
}

const there = (value: Plain): boolean => value !== undefined;

export function num(rows: Rows, type: Type, axis: number): Plain {
  needs(type, axis);
  return axis === 0 ? [rows.length] : atLists(rows, whole(type), axis + 1, (of) => of.length);
}

export function localIndex(rows: Rows, type: Type, axis: number): Plain {
  needs(type, axis);
  return atLists(rows, whole(type), axis + 1, (of) => of.map((_, i) => i));
}

export function firsts(rows: Rows, type: Type, axis: number): Plain {
  needs(type, axis);
  return axis === 0 ? [rows[0]] : atLists(rows, whole(type), axis + 1, (of) => of[0]);
}

export function padNone(rows: Rows, type: Type, axis: number, target: number, clip: boolean): Plain {
  needs(type, axis);
  return atLists(rows, whole(type), axis + 1, (of) => {
    const more = Math.max(0, target - of.length);
    return [...of, ...new Array<undefined>(more).fill(undefined)].slice(0, clip ? target : undefined);
  });
}

export function isNone(rows: Rows, type: Type, axis: number): Plain {
  needs(type, axis);
  const isMissing = (value: Plain, of: Type): Plain =>
    of.is === 'record' ? fieldwise(value, of, isMissing) : value === undefined;
  return atValues(rows, whole(type), axis + 1, isMissing);
}

export function singletons(rows: Rows, type: Type, axis: number): Plain {
  needs(type, axis);
  const single = (value: Plain, of: Type): Plain =>
    of.is === 'record' ? fieldwise(value, of, single) : value === undefined ? [] : [value];
  return atValues(rows, whole(type), axis + 1, single);
}

export function dropNone(rows: Rows, type: Type, axis: number | null): Plain {
  if (axis !== null) {
    needs(type, axis);
    return atLists(rows, whole(type), axis + 1, (of) => of.filter(there));
  }
  const deep = (value: Plain, of: Type): Plain => {
    if (isOption(of)) return value === undefined ? undefined : deep(value, of.of);
    if (of.is === 'list') return (value as Rows).filter(there).map((one) => deep(one, of.of));
    return of.is === 'record' ? fieldwise(value, of, deep) : value;
  };
  return deep(rows, whole(type));
}

export function fillNone(rows: Rows, type: Type, axis: number | null, fill: Plain): Plain {
  if (axis !== null) {
    needs(type, axis);
    return atValues(rows, whole(type), axis + 1, (value) => value ?? fill);
  }
  const deep = (value: Plain, of: Type): Plain => {
    if (value === undefined) return fill;
    if (isOption(of)) return deep(value, of.of);
    if (of.is === 'list') return (value as Rows).map((one) => deep(one, of.of));
    return of.is === 'record' ? fieldwise(value, of, deep) : value;
  };
  return deep(rows, whole(type));
}

export function nanToNone(rows: Rows, type: Type): Plain {
  const deep = (value: Plain, of: Type): Plain => {
    if (isOption(of)) return value === undefined ? undefined : deep(value, of.of);
    if (of.is === 'list') return (value as Rows).map((one) => deep(one, of.of));
    if (of.is === 'record') return fieldwise(value, of, deep);
    return Number.isNaN(value) ? undefined : value;
  };
  return deep(rows, whole(type));
}

export function flatten(rows: Rows, type: Type, axis: number | null): Plain {
  if (axis === null) return allNumbers(leaves(rows, type, false), type);
  needs(type, axis, 2);
  if (axis === 0) return rows.filter(there);
  return atLists(rows, whole(type), axis, (of, { of: element }) => {
    if ((isOption(element) ? element.of : element).is === 'record') throw new Refused('records');
    return of.filter(there).flat(1);
  });
}

export const ravel = (rows: Rows, type: Type): Plain => allNumbers(leaves(rows, type, true), type);

/** Booleans among numbers are numbers. */
function allNumbers(values: Plain[], type: Type): Plain[] {
  return holdsNumbers(type) ? values.map((one) => (typeof one === 'boolean' ? Number(one) : one)) : values;
}

function holdsNumbers(type: Type): boolean {
  if (type.is === 'list' || type.is === 'option') return holdsNumbers(type.of);
  return type.is === 'record' ? [...type.fields.values()].some(holdsNumbers) : type.is === 'number';
}

/** Fields one after the other, each with the values of all rows. */
function leaves(values: Rows, type: Type, keepMissing: boolean): Plain[] {
  const present = values.filter(there);
  if (isOption(type) && type.of.is !== 'list' && type.of.is !== 'record' && keepMissing) return [...values];
  if (isOption(type)) return leaves(present, type.of, keepMissing);
  if (type.is === 'list') return leaves((values as Rows[]).flat(1), type.of, keepMissing);
  if (type.is !== 'record') return type === never && !keepMissing ? [] : [...values];
  return [...type.fields].flatMap(([name, of]) =>
    leaves(
      values.map((one) => (one as Record<string, Plain>)[name]),
      of,
      keepMissing,
    ),
  );
}

export function runLengths(rows: Rows, type: Type): Plain {
  if (holdsRecords(type)) throw new Refused('records');
  return atLists(rows, whole(type), mostDepth(type), (of) => {
    const runs: number[] = [];
    const present = of.filter(there);
    for (const [i, value] of present.entries())
      if (i > 0 && value === present[i - 1]) (runs[runs.length - 1] as number)++;
      else runs.push(1);
    return runs;
  });
}

function holdsRecords(type: Type): boolean {
  return type.is === 'list' || type.is === 'option' ? holdsRecords(type.of) : type.is === 'record';
}

/** As many values in each list as there are counts; below the rows the counts are used up list by list. */
export function unflatten(rows: Rows, type: Type, axis: number, counts: readonly (number | undefined)[]): Plain {
  needs(type, axis);
  const left = [...counts];
  const cut = (of: Rows): Plain => {
    const lists: Plain[] = [];
    let at = 0;
    while (left.length > 0 && (at < of.length || axis === 0 || (left[0] ?? 0) === 0)) {
      const count = left.shift();
      lists.push(count === undefined ? undefined : of.slice(at, at + count));
      at += count ?? 0;
    }
    if (at !== of.length) throw new Refused('does not fit');
    return lists;
  };
  const lists = atLists(rows, whole(type), axis + 1, cut);
  if (left.some((count) => (count ?? 0) !== 0)) throw new Refused('too many counts');
  return lists;
}

/** The lengths of the lists at an axis, one after the other; undefined where a record is in the way. */
export function lengthsAt(rows: Rows, type: Type, axis: number): number[] | undefined {
  const found: number[] = [];
  if (holdsRecords(type) || axis >= leastDepth(type)) return undefined;
  atLists(rows, whole(type), axis + 1, (of) => found.push(of.length));
  return found;
}

export function mask(values: Rows, type: Type, flags: Rows, validWhen: boolean): Plain {
  return values.map((value, i) => masked(value, type, flags[i], validWhen));
}

function masked(value: Plain, type: Type, flag: Plain, validWhen: boolean): Plain {
  if (!Array.isArray(flag)) return flag === validWhen ? value : undefined;
  if (isOption(type)) return value === undefined ? undefined : masked(value, type.of, flag, validWhen);
  if (type.is !== 'list') return flag.map((one) => masked(value, type, one, validWhen));
  if ((value as Rows).length !== flag.length) throw new Refused('lengths');
  return flag.map((one, i) => masked((value as Rows)[i], type.of, one, validWhen));
}
