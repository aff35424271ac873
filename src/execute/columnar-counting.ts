import { entryType, GROUP, groupingOf, TALLY } from '../../compiler/ops/counting.ts';
import type { CallExpr, LambdaExpr } from '../../compiler/tree/expr.ts';
import { isWide, type ListType, present, type RecordType, type Type } from '../../compiler/tree/type.ts';
import { bothOnes, toDoubles } from '../../kernels/elementwise.ts';
import { countOnes, positionsWhere } from '../../kernels/filter.ts';
import { Groups, type GroupsPartial, type Key } from '../../kernels/groups.ts';
import type { TallyPartial } from '../../kernels/tally.ts';
import type { Data } from '../../kernels/take.ts';
import type { Columns } from './columnar-eval.ts';
import type { Frame } from './columnar-frame.ts';
import { dataOf, flatOf, type Lazy, type ListValue, type Maybe, type Rec } from './columnar-value.ts';

/** The partial result of a tally call. */
export function tallyOutput(columns: Columns, call: CallExpr, frame: Frame): TallyPartial {
  const names = [...(call.type as RecordType).fields.keys()];
  const { body } = call.args[1] as LambdaExpr;
  const entry = columns.evaluate(body, frame) as Rec;
  const tests = entry.field(TALLY.tests).force() as Rec;
  const passed = names.map((name) => dataOf(tests.field(name).force()) as Uint8Array);
  const counts = Float64Array.from(passed, countOnes);
  const type = (body.type as RecordType).fields.get(TALLY.weight);
  if (type === undefined) return { counts };
  const weights = asDoubles(dataOf(entry.field(TALLY.weight).force()), type);
  const sumOf = (of: Uint8Array, f: (w: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < of.length; i++) if (of[i] === 1) sum += f(weights[i] as number);
    return sum;
  };
  return {
    counts,
    sums: Float64Array.from(passed, (of) => sumOf(of, (w) => w)),
    squares: Float64Array.from(passed, (of) => sumOf(of, (w) => w * w)),
  };
}

/** Weights are doubles whatever is stored. */
const asDoubles = (data: Data, type: Type): ArrayLike<number> =>
  isWide(present(type)) ? Float64Array.from(data as BigInt64Array, Number) : (data as Float64Array);

/** The partial result of a group call. */
export function groupOutput(columns: Columns, call: CallExpr, frame: Frame): GroupsPartial {
  const how = groupingOf(call);
  const { body } = call.args[1] as LambdaExpr;
  const entry = entryType(body);
  const keyTypes = (entry.fields.get(GROUP.keys) as RecordType).fields;
  const groups = new Groups(keyTypes.size, how, Number(call.options['most']));
  let entries = columns.lazy(body, frame);
  for (let type = body.type; type.is === 'list'; type = (type as ListType).of)
    entries = flatOf(entries.force() as ListValue).element;
  if (entries.length === 0) return groups.partial();
  const there = presentEntries(entries, [...keyTypes.keys()], how === 'sum' || how === 'wholeSum');
  const rec = there.force() as Rec;
  const keys = rec.field(GROUP.keys).force() as Rec;
  const parts = [...keyTypes].map(([name, type]) => keysOf(plain(keys.field(name)), present(type)));
  const valueType = entry.fields.get(GROUP.value);
  const values =
    valueType === undefined || how === 'distinct' || how === 'count'
      ? undefined
      : toDoubles(plain(rec.field(GROUP.value)));
  for (let i = 0; i < there.length; i++) {
    const place = groups.place(...parts.map((part) => part[i] as Key));
    if (how !== 'distinct') groups.add(place, values === undefined ? 1 : (values[i] as number));
  }
  return groups.partial();
}

/** The entries of which nothing is missing that is asked for. */
function presentEntries(entries: Lazy, names: readonly string[], valued: boolean): Lazy {
  const rec = entries.force() as Rec;
  const keys = rec.field(GROUP.keys).force() as Rec;
  const asked = [...names.map((name) => keys.field(name)), ...(valued ? [rec.field(GROUP.value)] : [])];
  const valid = asked
    .map((of) => of.force())
    .flatMap((value) => (value.is === 'option' ? [value.valid] : []))
    .reduce<Uint8Array | undefined>((all, one) => (all === undefined ? one : bothOnes(all, one)), undefined);
  return valid === undefined ? entries : entries.take(positionsWhere(valid));
}

/** The values, of which none is missing. */
function plain(of: Lazy): Data {
  const value = of.force();
  return dataOf(value.is === 'option' ? (value as Maybe).of.force() : value);
}

const keysOf = (data: Data, type: Type): ArrayLike<Key> =>
  type.is === 'bool' ? Array.from(data as Uint8Array, Boolean) : (data as ArrayLike<Key>);
