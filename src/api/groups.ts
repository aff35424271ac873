import { GROUP } from '../../compiler/ops/counting.ts';
import { type Expr, field, record } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { innermost, present, type Type } from '../../compiler/tree/type.ts';
import type { Grouping, GroupsPartial, Key } from '../../kernels/groups.ts';
import { asColumn } from './column-core.ts';
import { valueOf } from './column.ts';
import { joinReadings, resultOf } from './core.ts';
import { entriesOf, type Named, refuseMissing } from './entries.ts';
import { Reduced } from './reduced.ts';

interface Options {
  readonly most?: number;
  readonly missing?: 'skip';
}

/** The different keys, as a set. */
export const distinctOf = (key: unknown, options?: Options): Reduced =>
  gathered('distinct', [key], options, (keys) => new Set(keys));

/** How many entries each key has, as a map. */
export const countByOf = (key: unknown, options?: Options): Reduced => gathered('count', [key], options, mapOf);

/** The sum of the values of each key, as a map. */
export const sumByOf = (key: unknown, value: unknown, options?: Options): Reduced =>
  gathered('sum', [key, value], options, mapOf);

const mapOf = (keys: readonly unknown[], values: Float64Array): Map<unknown, number> =>
  new Map(keys.map((key, i) => [key, values[i] as number]));

const CALLED = { distinct: 'distinct', count: 'countBy', sum: 'sumBy' } as const;
const A_MILLION = 1e6;

function gathered(
  how: Exclude<Grouping, 'wholeSum'>,
  [key, value]: readonly unknown[],
  { most = A_MILLION, missing }: Options = {},
  finish: (keys: readonly unknown[], values: Float64Array) => unknown,
): Reduced {
  const called = CALLED[how];
  const column = asColumn(key);
  if (column === undefined)
    throw new ExpressionError('wrong-argument', `${called} takes a column of keys`, {
      hint: `${called}(events.run), of several parts: ${called}(events.map((e) => ({ run: e.run, lumi: e.luminosityBlock })))`,
    });
  const beside = asColumn(value);
  const core = joinReadings(column.core, beside === undefined ? [] : [beside.core]);
  const values: Named = [
    [GROUP.keys, column.expr],
    ...(how === 'sum' ? [[GROUP.value, valueOf(core, value, called)] as const] : []),
  ];
  const entries = entriesOf(values, called, (single) => entryOf(single, missing, called));
  return new Reduced(core, resultOf(core, 'group', entries, { how, most }), (partial) => {
    const { keys, values: found = new Float64Array() } = partial as GroupsPartial;
    return finish(keysOf(innermost(column.expr.type), keys), found);
  });
}

/** The entry of single values: a key of one part is a record too. */
function entryOf(values: Named, missing: 'skip' | undefined, called: string): Expr {
  const [key, ...rest] = values.map(([, value]) => value) as [Expr, ...Expr[]];
  const parts = partsOf(key);
  if (missing !== 'skip') {
    for (const [name, part] of parts)
      refuseMissing(key.type === part.type ? 'the key' : `the key ${name}`, part.type, called);
    for (const value of rest) refuseMissing('the values', value.type, called);
  }
  return record([[GROUP.keys, record(parts)], ...values.slice(1)]);
}

/** The parts of a key: the fields of a record, or the key itself. */
function partsOf(key: Expr): Named {
  const type = present(key.type);
  if (type.is !== 'record') return [['key', key]];
  return [...type.fields.keys()].map((name) => [name, field(key, name)] as const);
}

/** The keys as users have them: records of several parts, or single values. */
function keysOf(key: Type, parts: GroupsPartial['keys']): unknown[] {
  const [first] = parts as readonly [readonly Key[], ...(readonly Key[])[]];
  if (key.is !== 'record') return [...first];
  const names = [...key.fields.keys()];
  return first.map((_, i) => Object.fromEntries(names.map((name, at) => [name, parts[at]?.[i]])));
}
