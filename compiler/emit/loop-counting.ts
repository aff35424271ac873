import { entryType, GROUP, groupingOf, TALLY } from '../ops/counting.ts';
import type { CallExpr, LambdaExpr } from '../tree/expr.ts';
import { isWide, present, type RecordType } from '../tree/type.ts';
import { type Cursor, open, put } from './block.ts';
import type { LoopEmitter } from './loop.ts';
import { entriesOf } from './loop-output.ts';
import type { Rec, Scalar, Val } from './value.ts';

/** Writes code that counts what a value holds; gives the text of the finished partial result. */
export type Counter = (loops: LoopEmitter, call: CallExpr, val: Val, at: Cursor) => string;

/** Counts the rows that meet each of several conditions. */
export const tally: Counter = (loops, call, val, at) => {
  const names = [...(call.type as RecordType).fields.keys()];
  const entry = val as Rec;
  const [counts, sums, squares] = [loops.name('h'), loops.name('h'), loops.name('h')];
  const weight = entry.names.includes(TALLY.weight)
    ? loops.keep(asDouble(entry.get(TALLY.weight, at) as Scalar), at, true)
    : undefined;
  const arrays = weight === undefined ? [counts] : [counts, sums, squares];
  loops.declare(`const ${arrays.map((name) => `${name} = new Float64Array(${names.length})`).join(', ')};`);
  const tests = entry.get(TALLY.tests, at) as Rec;
  names.forEach((name, i) => {
    const test = (tests.get(name, at) as Scalar).text;
    if (test === 'false') return;
    const weighted = `${sums}[${i}] += ${weight}; ${squares}[${i}] += ${weight} * ${weight};`;
    const inside = test === 'true' ? at : open(at, `if (${test}) `);
    put(inside, `${counts}[${i}]++;${weight === undefined ? '' : ` ${weighted}`}`);
  });
  return weight === undefined ? `{ counts: ${counts} }` : `{ counts: ${counts}, sums: ${sums}, squares: ${squares} }`;
};

/** Gathers the keys of entries. An entry often has the key of the one before: then its place is known. */
export const group: Counter = (loops, call, val, at) => {
  const how = groupingOf(call);
  const entry = entryType((call.args[1] as LambdaExpr).body);
  const names = [...(entry.fields.get(GROUP.keys) as RecordType).fields.keys()];
  const [groups, place] = [loops.name('g'), loops.name('p')];
  const before = names.map(() => loops.name('l'));
  loops.declare(
    `const ${groups} = k.groups(${names.length}, '${how}', ${Number(call.options['most'])}); let ${[`${place} = -1`, ...before].join(', ')};`,
  );
  entriesOf(val, at, (rec, inner) => {
    const keys = rec.get(GROUP.keys, inner) as Rec;
    const parts = names.map((name) => keys.get(name, inner));
    const value = how === 'sum' || how === 'wholeSum' ? rec.get(GROUP.value, inner) : undefined;
    const valid = [...parts, ...(value === undefined ? [] : [value])].flatMap((x) =>
      x.is === 'option' ? [x.valid] : [],
    );
    const where = valid.length === 0 ? inner : open(inner, `if (${valid.join(' && ')}) `);
    const texts = parts.map((part) => loops.keep(presentOf(part).text, where, true));
    const other = texts.map((text, i) => `${text} !== ${before[i]}`).join(' || ');
    const renew = texts.map((text, i) => `${before[i]} = ${text};`).join(' ');
    put(where, `if (${other}) { ${renew} ${place} = ${groups}.place(${texts.join(', ')}); }`);
    if (how === 'count') put(where, `${groups}.add(${place}, 1);`);
    if (value !== undefined) put(where, `${groups}.add(${place}, ${numberText(presentOf(value))});`);
  });
  return `${groups}.partial()`;
};

const presentOf = (val: Val): Scalar => (val.is === 'option' ? val.of : val) as Scalar;

/** A weight, which is a double whatever is stored. */
const asDouble = ({ text, type }: Scalar): string => (isWide(present(type)) ? `Number(${text})` : text);

function numberText({ text, type }: Scalar): string {
  if (present(type).is === 'bool') return `(${text} ? 1 : 0)`;
  return isWide(present(type)) ? `k.exact(${text})` : text;
}
