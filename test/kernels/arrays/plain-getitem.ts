import { isOption, list, type Type } from '../../../compiler/tree/type.ts';
import { fieldwise, leastDepth, mostDepth, type Plain, Refused, type Rows } from './plain.ts';

/** One item of a selection: as in a plan, but index arrays stand here as values. */
export type Item =
  | { readonly at: number }
  | { readonly start: number | null; readonly stop: number | null; readonly step: number }
  | { readonly list: readonly (number | boolean | null)[]; readonly many?: number }
  | { readonly newaxis: true }
  | { readonly ellipsis: true }
  | { readonly jagged: Rows; readonly type: Type };

/** What items select of rows; of a single row a list of it alone. */
export function getitem(rows: Rows, type: Type, items: readonly Item[]): Plain {
  const steps = items.flatMap((item) => ('ellipsis' in item ? fullRanges(type, items) : [item]));
  checkTogether(steps);
  checkDepth(list(type), steps);
  const [first] = steps;
  if (first === undefined) return rows;
  const selected = inside(rows, list(type), steps.map(broadcast(steps)));
  return 'at' in first ? [selected] : selected;
}

const room = (item: Item): number =>
  'newaxis' in item || 'ellipsis' in item ? 0 : 'jagged' in item ? mostDepth(item.type) : 1;

function fullRanges(type: Type, items: readonly Item[]): Item[] {
  if (leastDepth(type) !== mostDepth(type)) throw new Refused('several depths');
  const left = mostDepth(type) - items.reduce((n, item) => n + room(item), 0);
  return Array.from({ length: Math.max(0, left) }, () => ({ start: null, stop: null, step: 1 }));
}

function checkTogether(steps: readonly Item[]): void {
  const kinds = steps
    .map((step) => ('list' in step ? 'l' : 'at' in step ? 'a' : 'jagged' in step ? 'j' : '-'))
    .join('');
  if (/j.*[la]|[la].*j/.test(kinds)) throw new Refused('mixed');
  if (/l[la]*-+-*[la]|a[la]*-+[la]*l/.test(kinds)) throw new Refused('apart');
  const missing = steps.some((step) => 'list' in step && step.list.includes(null));
  if (missing && /[la].*l|l.*[la]/.test(kinds)) throw new Refused('missing positions among others');
  const lengths = steps
    .flatMap((step) => ('list' in step ? [positionsIn(step.list).length] : []))
    .filter((n) => n !== 1);
  if (new Set(lengths).size > 1) throw new Refused('lengths of index arrays');
}

/** A list of one position goes with all positions of the others. */
function broadcast(steps: readonly Item[]): (step: Item) => Item {
  const counts = steps.flatMap((step) => ('list' in step ? [positionsIn(step.list).length] : []));
  const many = counts.find((count) => count !== 1) ?? 1;
  return (step) => ('list' in step && positionsIn(step.list).length === 1 ? { ...step, many } : step);
}

/** Refuses by the type alone. */
function checkDepth(type: Type, steps: readonly Item[]): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  if ('newaxis' in step) return checkDepth(type, rest);
  if (isOption(type)) return checkDepth(type.of, steps);
  if (type.is === 'record') for (const field of type.fields.values()) checkDepth(field, steps);
  else if (type.is !== 'list') throw new Refused('too many items');
  else if ('jagged' in step) checkJagged(type.of, step.type, rest);
  else checkDepth(type.of, rest);
}

function checkJagged(type: Type, index: Type, rest: readonly Item[]): void {
  if (isOption(type)) return checkJagged(type.of, index, rest);
  if (isOption(index)) return checkJagged(type, index.of, rest);
  if (index.is !== 'list') return checkDepth(type, rest);
  if (type.is === 'record') for (const field of type.fields.values()) checkJagged(field, index, rest);
  else if (type.is !== 'list') throw new Refused('too many items');
  else checkJagged(type.of, index.of, rest);
}

/** `k` says which position of the index arrays is followed, once one has been used. */
function inside(value: Plain, type: Type, steps: readonly Item[], k?: number): Plain {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if ('newaxis' in step) return [inside(value, type, rest, k)];
  if (isOption(type)) return value === undefined ? undefined : inside(value, type.of, steps, k);
  if (type.is === 'record') return fieldwise(value, type, (field, of) => inside(field, of, steps, k));
  if (type.is !== 'list') throw new Refused('too many items');
  const values = value as Rows;
  const next = (one: Plain, by?: number): Plain => inside(one, type.of, rest, by);
  if ('at' in step) return next(pick(values, step.at), k);
  if ('list' in step) return byList(values, step.list, step.many, next, k);
  if ('ellipsis' in step) throw new Refused('ellipsis');
  if (!('jagged' in step)) return sliced(values, step).map((one) => next(one));
  if (values.length !== step.jagged.length) throw new Refused('rows');
  return values.map((one, i) => byRow(one, type.of, step.jagged[i], step.type, rest));
}

function pick(values: Rows, at: number): Plain {
  if (at >= values.length || at < -values.length) throw new Refused('out of range');
  return values.at(at);
}

const positionsIn = (of: readonly (number | boolean | null)[]): (number | null)[] =>
  of.some((one) => typeof one === 'boolean')
    ? of.flatMap((one, i) => (one === null ? [null] : one === true ? [i] : []))
    : (of as (number | null)[]);

function byList(
  values: Rows,
  of: readonly (number | boolean | null)[],
  many: number | undefined,
  next: (one: Plain, by: number) => Plain,
  k: number | undefined,
): Plain {
  if (of.some((one) => typeof one === 'boolean') && of.length !== values.length) throw new Refused('mask length');
  const once = positionsIn(of);
  const positions = many === undefined ? once : new Array<number | null>(many).fill(once[0] as number | null);
  if (k !== undefined) return next(pick(values, positions[k] as number), k);
  return positions.map((at, by) => (at === null ? undefined : next(pick(values, at), by)));
}

/** Counted out one by one. */
function sliced(
  values: Rows,
  { start, stop, step }: { start: number | null; stop: number | null; step: number },
): Rows {
  const places = values.map((_, i) => i);
  const ahead = step > 0 ? places : places.toReversed();
  const end = (at: number): number => (at < 0 ? at + values.length : at);
  const kept = ahead.filter((i) =>
    step > 0
      ? (start === null || i >= end(start)) && (stop === null || i < end(stop))
      : (start === null || i <= end(start)) && (stop === null || i > end(stop)),
  );
  return kept.filter((_, i) => i % Math.abs(step) === 0).map((i) => values[i]);
}

function byRow(value: Plain, type: Type, index: Plain, indexType: Type, rest: readonly Item[]): Plain {
  if (isOption(indexType)) return index === undefined ? undefined : byRow(value, type, index, indexType.of, rest);
  if (isOption(type)) return value === undefined ? undefined : byRow(value, type.of, index, indexType, rest);
  if (type.is === 'record') return fieldwise(value, type, (field, of) => byRow(field, of, index, indexType, rest));
  if (type.is !== 'list' || indexType.is !== 'list') throw new Refused('too many items');
  const [values, chosen, of] = [value as Rows, index as Rows, indexType.of];
  const element = isOption(of) ? of.of : of;
  if (element.is !== 'number' && values.length !== chosen.length) throw new Refused('lengths');
  if (element.is === 'list') return values.map((one, i) => byRow(one, type.of, chosen[i], of, rest));
  if (element.is === 'number')
    return chosen.map((at) => (at === undefined ? absent(rest) : inside(pick(values, at as number), type.of, rest)));
  const kept = values.map((one, i) => (chosen[i] === undefined ? absent(rest) : inside(one, type.of, rest)));
  return kept.filter((_, i) => chosen[i] !== false);
}

/** A missing element, with new axes around it. */
const absent = (rest: readonly Item[]): Plain =>
  rest[0] !== undefined && 'newaxis' in rest[0] ? [undefined] : undefined;
