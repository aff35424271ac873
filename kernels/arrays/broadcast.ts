import { parentsOf } from '../broadcast.ts';
import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { type Aligned, alignTo, targetOf } from './broadcast-lists.ts';
import { isValid } from '../bits.ts';
import { allValid } from './form.ts';
import { ArrayProblem } from './kernel.ts';
import { choose } from './merge.ts';
import { optionOf, optionsInside } from './widen.ts';

/** An array that is brought together with others. */
export interface Operand {
  readonly layout: Layout;
  /** The layout is one value that goes with every value of the others. */
  readonly single: boolean;
  /** Its missing values are its own: they make nothing missing beside them. */
  readonly passive: boolean;
  /** What messages call it. */
  readonly name: string;
  /** Numbers that go with all elements of lists with these offsets, which nobody has written out yet; see `settled`. */
  readonly spread?: Int32Array | undefined;
}

/** An operand with its values written out. */
export function settled(operand: Operand): Operand {
  const { spread, layout } = operand;
  return spread === undefined
    ? operand
    : { ...operand, spread: undefined, layout: takeLayout(layout, parentsOf(spread)) };
}

/** Where the operands stand: how deep (the rows are 1), and how many values there are. */
export interface Level {
  readonly depth: number;
  readonly length: number;
  /** The row that value i belongs to. */
  readonly rowOf: (i: number) => number;
  /** Values whose bit is 0 are hidden: what comes of them does not count. */
  readonly valid?: Uint8Array | undefined;
}

/** How arrays are brought together, and what is done where they have one shape. */
export interface Rules {
  /** What messages call the operation. */
  readonly what: string;
  /** Values go with all elements of the lists beside them; otherwise that is an error. */
  readonly left: boolean;
  /** A single value of regular lists goes with the innermost dimensions, as in NumPy. */
  readonly right: boolean;
  /** Records are taken apart, and their fields brought together; otherwise `refuse` says what is wrong. */
  readonly fields: boolean;
  /** Single values are computed here: missing ones are not left out before `action` (`level.valid` says which count), and
   * numbers that go with lists may come as `spread`. */
  readonly masked: boolean;
  /** The results, or undefined where the operands are to be opened further. */
  readonly action: (operands: readonly Operand[], level: Level) => readonly Layout[] | undefined;
  /** The error of values that can be opened no further. */
  readonly refuse: (operands: readonly Operand[], level: Level) => ArrayProblem;
}

/** Brings arrays to a common shape from the outside in, until `action` gives results; these have that shape. */
export function broadcast(inputs: readonly Operand[], rules: Rules): readonly Layout[] {
  const operands = inputs.every(({ single }) => single) ? inputs.map((one) => ({ ...one, single: false })) : inputs;
  const length = commonLength(operands, rules.what);
  return step(rules.right ? fromTheRight(operands) : operands, { depth: 1, length, rowOf: (i) => i }, rules);
}

function commonLength(operands: readonly Operand[], what: string): number {
  const [first, ...others] = operands.filter(({ single }) => !single);
  if (first === undefined) throw new ArrayProblem('wrong-arguments', `${what} needs at least one array`);
  const length = lengthOf(first.layout);
  for (const other of others) {
    const found = lengthOf(other.layout);
    if (found === length) continue;
    throw new ArrayProblem('lengths-differ', `${what}: ${first.name} has ${length} rows, ${other.name} has ${found}`, {
      hint: 'arrays that go together have one value a row each',
      row: Math.min(length, found),
    });
  }
  return length;
}

/** How many dimensions the rows and the lists in them make; a record is one value. -1 where a union has several. */
export function dimensions(layout: Layout): number {
  if (layout.is === 'option') return dimensions(layout.content);
  if (layout.is === 'list') {
    const inner = dimensions(layout.content);
    return inner < 0 ? inner : inner + 1;
  }
  if (layout.is !== 'union') return 1;
  const [first = 1, ...others] = layout.contents.map(dimensions);
  return others.every((other) => other === first) ? first : -1;
}

function isRegular(layout: Layout): boolean {
  if (layout.is === 'option') return isRegular(layout.content);
  if (layout.is === 'list') return layout.size !== undefined && isRegular(layout.content);
  return layout.is !== 'union';
}

/** Single values of fewer dimensions get new ones of size 1 in front, where all lists are regular. */
function fromTheRight(operands: readonly Operand[]): readonly Operand[] {
  if (!operands.every(({ layout }) => isRegular(layout))) return operands;
  const most = Math.max(...operands.map(({ layout }) => dimensions(layout)));
  return operands.map((operand) => {
    let { layout } = operand;
    if (!operand.single || layout.is !== 'list') return operand;
    for (let depth = dimensions(layout); depth < most; depth++)
      layout = {
        is: 'list',
        offsets: Int32Array.from({ length: lengthOf(layout) + 1 }, (_, i) => i),
        content: layout,
        size: 1,
      };
    return { ...operand, layout };
  });
}

/** Brings operands to a common shape from a level on. */
export function step(given: readonly Operand[], level: Level, rules: Rules): readonly Layout[] {
  const done = rules.action(given, level);
  if (done !== undefined) return done;
  const operands = given.map((operand) => withOptionsInside(settled(operand)));
  if (operands.some(isOpenUnion)) return stepUnions(operands, level, rules);
  if (operands.some(({ layout, passive }) => layout.is === 'option' && !passive))
    return stepOptions(operands, level, rules);
  if (operands.some(({ layout }) => layout.is === 'list')) return stepLists(operands, level, rules);
  if (rules.fields && operands.some(({ layout }) => layout.is === 'record')) return stepRecords(operands, level, rules);
  throw rules.refuse(operands, level);
}

/** Whether the alternatives are to be done by themselves; a passive union of single values stays whole. */
const isOpenUnion = ({ layout, passive }: Operand): boolean =>
  layout.is === 'union' && !(passive && dimensions(layout) === 1);

/** A union is looked into before an option. */
function withOptionsInside(operand: Operand): Operand {
  const { layout } = operand;
  if (layout.is !== 'option' || layout.content.is !== 'union') return operand;
  const inside = { ...operand, layout: optionsInside(layout, layout.content) };
  return isOpenUnion(inside) ? inside : operand;
}

/** Each combination of alternatives is done by itself, also those that no row has, as the type must not depend on rows. */
function stepUnions(operands: readonly Operand[], level: Level, rules: Rules): readonly Layout[] {
  const spread = operands.map((operand) => (isOpenUnion(operand) ? spreadSingle(operand, level.length) : operand));
  const counts = spread.map((one) => (one.layout.is === 'union' && isOpenUnion(one) ? one.layout.contents.length : 1));
  const combinations = counts.reduce((product, count) => product * count, 1);
  if (combinations > 127)
    throw new ArrayProblem('too-many-types', `${rules.what}: the unions have ${combinations} combinations of types`);
  const { tags, index, places } = combine(spread, counts, level.length, combinations);
  const results = places.map((at, combination) =>
    step(
      spread.map((operand, k) => chosen(operand, alternative(combination, counts, k), at)),
      { ...level, length: at.length, rowOf: (i) => level.rowOf(at[i] as number) },
      rules,
    ),
  );
  return (results[0] as readonly Layout[]).map((_, output) =>
    choose(
      tags,
      index,
      results.map((result) => result[output] as Layout),
    ),
  );
}

/** Which alternative operand `k` has in a combination. */
function alternative(combination: number, counts: readonly number[], k: number): number {
  let rest = combination;
  for (let before = 0; before < k; before++) rest = Math.floor(rest / (counts[before] as number));
  return rest % (counts[k] as number);
}

/** The combination of each value, its number among those of the combination, and the values of each combination. */
function combine(operands: readonly Operand[], counts: readonly number[], length: number, combinations: number) {
  const tags = new Int8Array(length);
  let factor = 1;
  for (const [k, { layout }] of operands.entries()) {
    if (layout.is === 'union' && counts[k] !== 1)
      for (let i = 0; i < length; i++) tags[i] = (tags[i] as number) + factor * (layout.tags[i] as number);
    factor *= counts[k] as number;
  }
  const used = new Int32Array(combinations);
  const index = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const tag = tags[i] as number;
    index[i] = used[tag] as number;
    used[tag] = (used[tag] as number) + 1;
  }
  const places = Array.from(used, (count) => new Int32Array(count));
  for (let i = 0; i < length; i++) (places[tags[i] as number] as Int32Array)[index[i] as number] = i;
  return { tags, index, places };
}

/** The values of an operand at some places, those of one alternative where it is a union. */
function chosen(operand: Operand, tag: number, places: Int32Array): Operand {
  const { layout } = operand;
  if (operand.single) return operand;
  if (layout.is !== 'union' || !isOpenUnion(operand)) return { ...operand, layout: takeLayout(layout, places) };
  const inside = places.map((i) => layout.index[i] as number);
  return { ...operand, layout: takeLayout(layout.contents[tag] as Layout, inside) };
}

/** A single value as so many. */
export function spreadSingle(operand: Operand, length: number): Operand {
  if (!operand.single) return operand;
  return { ...operand, single: false, layout: takeLayout(operand.layout, new Int32Array(length)) };
}

/** What is missing in one operand is missing in all results. */
function stepOptions(operands: readonly Operand[], level: Level, rules: Rules): readonly Layout[] {
  const { length } = level;
  const valid = commonBits(operands, length);
  const open = operands.map((operand) =>
    operand.layout.is === 'option' && !operand.passive ? { ...operand, layout: operand.layout.content } : operand,
  );
  if (rules.masked && open.every(({ layout }) => isFlat(layout)))
    return step(open, { ...level, valid }, rules).map((result) => optionOf(valid, result));
  const { places, ranks } = placesOf(valid, length);
  if (places.length === length) return step(open, level, rules).map((result) => optionOf(valid, result));
  const some = open.map((operand) => chosen(operand, 0, places));
  const inner = { ...level, length: places.length, rowOf: (i: number) => level.rowOf(places[i] as number) };
  return step(some, inner, rules).map((result) => optionOf(valid, scatter(result, ranks)));
}

const isFlat = ({ is }: Layout): boolean => is === 'numbers' || is === 'strings' || is === 'nothing';

/** The bits of what is present in all operands that are not passive. */
function commonBits(operands: readonly Operand[], length: number): Uint8Array {
  const bits = allValid(length);
  for (const { layout, single, passive } of operands) {
    if (layout.is !== 'option' || passive) continue;
    if (single && length > 0 && !isValid(layout.valid, 0)) bits.fill(0);
    else if (!single) for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) & (layout.valid[i] as number);
  }
  return bits;
}

/** Where values are present, and for each value its number among the present ones (-1 where it is missing). */
function placesOf(valid: Uint8Array, length: number): { readonly places: Int32Array; readonly ranks: Int32Array } {
  const ranks = new Int32Array(length);
  const places = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (isValid(valid, i)) {
      places[count] = i;
      ranks[i] = count++;
    } else ranks[i] = -1;
  }
  return { places: places.subarray(0, count), ranks };
}

/** Values spread over more places, in their order; at -1 there is something without meaning. */
function scatter(layout: Layout, ranks: Int32Array): Layout {
  if (layout.is !== 'list' || layout.size !== undefined) return takeLayout(layout, ranks);
  const offsets = new Int32Array(ranks.length + 1);
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i] as number;
    offsets[i + 1] = rank < 0 ? (offsets[i] as number) : (layout.offsets[rank + 1] as number);
  }
  return { is: 'list', offsets, content: layout.content };
}

function stepLists(operands: readonly Operand[], level: Level, rules: Rules): readonly Layout[] {
  const target = targetOf(operands, level, rules.what);
  const aligned: Aligned = { ...target, parents: lazily(() => parentsOf(target.offsets)) };
  const inner = operands.map((operand) => alignTo(operand, aligned, level, rules));
  const { offsets, size } = target;
  const below: Level = {
    depth: level.depth + 1,
    length: offsets[level.length] as number,
    rowOf: (i) => level.rowOf(listWith(offsets, i)),
  };
  return step(inner, below, rules).map((content): ListLayout => {
    const lists = { is: 'list', offsets, content } as const;
    return size === undefined ? lists : { ...lists, size };
  });
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The list that an element lies in. */
function listWith(offsets: Int32Array, element: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] as number) <= element) low = middle;
    else high = middle;
  }
  return low;
}

/** The fields of records by themselves; other operands go with each field. */
function stepRecords(operands: readonly Operand[], level: Level, rules: Rules): readonly Layout[] {
  const records = operands.flatMap(({ layout }) => (layout.is === 'record' ? [layout] : []));
  const [first] = records as [(typeof records)[number]];
  const fields = [...first.fields.keys()];
  for (const other of records)
    if (other.fields.size !== fields.length || !fields.every((name) => other.fields.has(name)))
      throw new ArrayProblem(
        'unlike-fields',
        `${rules.what}: records with the fields ${fields.join(', ')} and ${[...other.fields.keys()].join(', ')} do not go together`,
      );
  const results = fields.map((field) =>
    step(
      operands.map((operand) =>
        operand.layout.is === 'record' ? { ...operand, layout: operand.layout.fields.get(field) as Layout } : operand,
      ),
      level,
      rules,
    ),
  );
  const name = records.every((other) => other.name === first.name) ? first.name : undefined;
  const outputs = results[0]?.length ?? 1;
  return Array.from({ length: outputs }, (_, output) => {
    const columns = new Map(fields.map((field, at) => [field, results[at]?.[output] as Layout]));
    const record = { is: 'record', length: level.length, fields: columns } as const;
    return name === undefined ? record : { ...record, name };
  });
}
