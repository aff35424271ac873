import type { Grouping } from '../../kernels/groups.ts';
import type { CallExpr, Expr, LambdaExpr, Options } from '../tree/expr.ts';
import { TypeMismatchError } from '../tree/problem.ts';
import { float64, int, isInteger, list, never, present, record, type RecordType, type Type } from '../tree/type.ts';
import { defineOps } from './op.ts';
import { needWholeOption, needWordOption } from './options.ts';
import { mismatch, needCondition } from './rules.ts';

/** The names of what a tally needs: a record of conditions, and the weight of the row. */
export const TALLY = { tests: 'tests', weight: 'weight' } as const;

/** The names of what an entry of groups has: a record of the parts of its key, and its value. */
export const GROUP = { keys: 'keys', value: 'value' } as const;

/** The most keys that groups may have, whatever is asked for. */
const MOST_KEYS = 2 ** 24;

const bodyOf = (fn: Expr | undefined): Expr => (fn as LambdaExpr).body;

function needRecord(op: string, type: Type, what: string): RecordType {
  if (type.is !== 'record' || type.fields.size === 0) throw mismatch(op, what, type);
  return type;
}

/** The fields of a record in a record. */
const partsOf = (of: RecordType, name: string, op: string, what: string): ReadonlyMap<string, Type> =>
  needRecord(op, of.fields.get(name) ?? never, what).fields;

function tallyType(fn: Expr | undefined, op: string): Type {
  const { type } = bodyOf(fn);
  const entry = needRecord(op, type, 'a record of conditions');
  const tests = partsOf(entry, TALLY.tests, op, 'a record of conditions');
  for (const [name, test] of tests) needCondition(`${op} ${name}`, test);
  const weight = entry.fields.get(TALLY.weight);
  if (weight !== undefined && weight.is !== 'number') throw mismatch(op, 'a number as weight, not missing,', weight);
  const counted =
    weight === undefined ? int : record(['count', 'sum', 'squares'].map((name, i) => [name, i === 0 ? int : float64]));
  return record([...tests.keys()].map((name) => [name, counted]));
}

function groupType(fn: Expr | undefined, options: Options, op: string): Type {
  needWordOption(op, options, 'how', ['distinct', 'count', 'sum']);
  if (needWholeOption(op, options, 'most', 1) > MOST_KEYS)
    throw new TypeMismatchError('wrong-argument', `${op} takes at most ${MOST_KEYS.toLocaleString('en-US')} keys`);
  const entry = needRecord(op, entryType(bodyOf(fn)), 'records of keys');
  const keys = partsOf(entry, GROUP.keys, op, 'records of keys');
  for (const [name, key] of keys)
    if (!['number', 'bool', 'string'].includes(present(key).is))
      throw mismatch(`the key ${name}`, 'single values', key);
  const found = [...keys].map(([name, key]): [string, Type] => [name, present(key)]);
  if (options['how'] === 'distinct') return list(record(found));
  return list(record([...found, [String(options['how']), options['how'] === 'count' ? int : summed(entry, op)]]));
}

/** The type of a sum of values. */
function summed(entry: RecordType, op: string): Type {
  const value = entry.fields.get(GROUP.value);
  const of = value === undefined ? undefined : present(value);
  if (of?.is !== 'number' && of?.is !== 'bool') throw mismatch(op, 'numbers to sum', value ?? entry);
  return of.is === 'bool' || isInteger(of) ? int : float64;
}

/** How the entries of a group call are gathered. */
export function groupingOf({ options, type }: CallExpr): Grouping {
  const how = options['how'] as Exclude<Grouping, 'wholeSum'>;
  return how === 'sum' && sumsIntegers(type) ? 'wholeSum' : how;
}

/** The type of the entries that a group call gathers. */
export function entryType({ type }: Expr): RecordType {
  let of: Type = type;
  while (of.is === 'list') of = of.of;
  return of as RecordType;
}

const sumsIntegers = (type: Type): boolean =>
  type.is === 'list' && type.of.is === 'record' && [...type.of.fields.values()].at(-1) === int;

/** Operations that count rows or entries in other ways than histograms do. */
export const countingOps = defineOps({
  tally: {
    doc: 'For each of several conditions how many rows meet it, and of weighted rows the sums of their weights and of the squares of these.',
    gives: ([, fn], _options, name) => tallyType(fn, name),
    loop: true,
  },
  group: {
    doc: 'The different keys among the entries, each with the number of its entries or the sum of their values; entries with something missing are left out.',
    gives: ([, fn], options, name) => groupType(fn, options, name),
    loop: true,
  },
});
