import { pairDoubles, pairUp } from '../combine.ts';
import { type Layout, lengthOf, type OptionLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { takeIndex } from '../take.ts';
import { noSuchAxis, positiveAxis } from './axes.ts';
import { isValid } from '../bits.ts';
import { broadcast, dimensions, spreadSingle } from './broadcast.ts';
import { recordOf } from './combinations.ts';
import { emptyWhereMissing, indexesInLists, isNested } from './groups.ts';
import { countUp, int64Of, offsetsOfCounts } from './integers.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf } from './operands.ts';
import { axisOption, namesOption } from './options.ts';
import { behind, presentOf } from './walk.ts';

/**
 * `ak.cartesian`: all tuples of one element of each array's list at an axis (default 1; 0 takes the rows), the last array
 * running fastest. `names` makes records instead of tuples, `with_name` names them. `nested` (true, or the names or numbers of
 * arrays but the last) keeps a list of what belongs to each element of these arrays. A value beside lists is taken as a list of
 * one; where a list is missing, so is the result.
 */
export const cartesian: ArrayKernel = (inputs, options) =>
  combine(inputs, options, 'ak.cartesian', (content) => content);

/** `ak.argcartesian`: the positions in their lists of what `ak.cartesian` takes (int64). All arrays need lists at the axis. */
export const argcartesian: ArrayKernel = (inputs, options) =>
  combine(inputs, options, 'ak.argcartesian', (_, offsets) => int64Of(indexesInLists(offsets)));

/** The lists of one array. */
interface Factor {
  readonly offsets: Int32Array;
  readonly content: Layout;
  readonly size: number | undefined;
}

/** What the lists of a factor hold: the elements, or something that stands for them. */
type Chosen = (content: Layout, offsets: Int32Array) => Layout;

function combine(inputs: readonly Layout[], options: ArrayOptions, what: string, chosen: Chosen): Layout {
  if (inputs.length === 0) throw new ArrayProblem('wrong-arguments', `${what} needs at least one array`);
  const names = namesOption(options, 'names');
  const record = recordOf(options, inputs.length, names);
  const breaks = nestedOption(options, names, inputs.length);
  const axis = commonAxis(inputs, axisOption(options, 1), what);
  const multiply = (factors: readonly Factor[]): Layout =>
    product(
      factors.map((factor) => ({ ...factor, content: chosen(factor.content, factor.offsets) })),
      breaks,
      record,
    );
  if (axis === 0) {
    const rows = inputs.map((content) => ({ offsets: Int32Array.of(0, lengthOf(content)), content, size: undefined }));
    const out = multiply(rows);
    return out.is === 'list' ? out.content : out;
  }
  const depths = inputs.map(dimensions);
  const [least, most] = [Math.min(...depths), Math.max(...depths)];
  const wanted = what === 'ak.argcartesian' ? least : most;
  if (axis >= wanted) throw noSuchAxis(what, axis, wanted);
  const [out] = broadcast(operandsOf(what, inputs, options), {
    what,
    left: true,
    right: false,
    fields: false,
    masked: false,
    action: (operands, { depth, length }) =>
      depth === axis
        ? [
            multiplyLists(
              operands.map((one) => spreadSingle(one, length).layout),
              multiply,
            ),
          ]
        : undefined,
    refuse: () => noSuchAxis(what, axis, least),
  });
  return out as Layout;
}

function commonAxis(inputs: readonly Layout[], axis: number | null, what: string): number {
  if (axis === null) throw new ArrayProblem('wrong-option', 'the option axis must be a whole number, found null');
  const [first, ...others] = inputs.map((input) => positiveAxis(input, axis, what)) as [number, ...number[]];
  if (others.every((other) => other === first)) return first;
  throw new ArrayProblem('no-such-axis', `${what}: axis ${axis} means different dimensions of these arrays`, {
    hint: 'name the axis from the outside: 0 are the rows',
  });
}

/** After which factors a new list begins. */
function nestedOption(options: ArrayOptions, names: readonly string[] | undefined, count: number): readonly boolean[] {
  const { nested = false } = options;
  if (typeof nested === 'boolean') return Array.from({ length: count }, (_, i) => nested && i < count - 1);
  const known: readonly unknown[] = (names ?? Array.from({ length: count }, (_, i) => i)).slice(0, -1);
  if (Array.isArray(nested) && nested.every((one) => known.includes(one)))
    return Array.from({ length: count }, (_, i) => i < count - 1 && nested.includes(known[i]));
  throw new ArrayProblem(
    'wrong-option',
    `the option nested must be true, false or a list of ${known.join(', ')}, found ${JSON.stringify(nested)}`,
  );
}

/** The product of the lists of each place; missing where a list is. */
function multiplyLists(layouts: readonly Layout[], multiply: (factors: readonly Factor[]) => Layout): Layout {
  const { valid, contents } = withoutOptions(
    layouts.map((layout) => (isNested(layout) ? layout : listsOfPresent(layout))),
  );
  const out = multiply(contents as (Layout & Factor)[]);
  return valid === undefined ? out : behind({ is: 'option', valid, content: out }, out);
}

/** The layouts below their options, and where all are present; lists that vary in length are empty where one is missing. */
function withoutOptions(layouts: readonly Layout[]): {
  readonly valid: Uint8Array | undefined;
  readonly contents: readonly Layout[];
} {
  const options = layouts.filter((layout): layout is OptionLayout => layout.is === 'option');
  const [first] = options;
  if (first === undefined) return { valid: undefined, contents: layouts };
  const valid = first.valid.slice(0, (lengthOf(first) + 7) >> 3);
  for (const option of options)
    for (let i = 0; i < valid.length; i++) valid[i] = (valid[i] as number) & (option.valid[i] as number);
  const contents = layouts.map((layout) => {
    const content = layout.is === 'option' ? layout.content : layout;
    const varies = content.is === 'list' && content.size === undefined;
    return varies ? emptyWhereMissing({ is: 'option', valid, content }) : content;
  });
  return { valid, contents };
}

/** Lists of one value each, of none where it is missing. */
function listsOfPresent(layout: Layout): Layout & { is: 'list' } {
  const counts = new Int32Array(lengthOf(layout)).fill(1);
  if (layout.is !== 'option') return { is: 'list', offsets: offsetsOfCounts(counts), content: layout };
  for (let i = 0; i < counts.length; i++) counts[i] = isValid(layout.valid, i) ? 1 : 0;
  return { is: 'list', offsets: offsetsOfCounts(counts), content: presentOf(layout)?.values ?? layout.content };
}

/** For each tuple the elements of all factors, and the offsets of the tuples of the first factors: of one, of two, … */
interface Multiplied {
  readonly columns: readonly Layout[];
  readonly prefixes: readonly Int32Array[];
}

function taken([first, ...others]: readonly Factor[]): Multiplied {
  const { offsets, content } = first as Factor;
  let members: Int32Array[] = [countUp(lengthOf(content))];
  const prefixes = [offsets];
  for (const factor of others) {
    const { offsets, members: pair } = pairUp(prefixes.at(-1) as Int32Array, factor.offsets);
    const [left, right] = pair as [Int32Array, Int32Array];
    members = [
      ...members.map((member, i) => (i === 0 && members.length === 1 ? left : takeIndex(member, left))),
      right,
    ];
    prefixes.push(offsets);
  }
  const contents = [content, ...others.map((factor) => factor.content)];
  return { columns: contents.map((of, i) => takeLayout(of, members[i] as Int32Array)), prefixes };
}

/** Two factors of doubles need no positions; undefined for others. */
function pairsOfDoubles([a, b, ...others]: readonly Factor[]): Multiplied | undefined {
  const [first, second] = [doublesOf(a), doublesOf(b)];
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  const { offsets, columns } = pairDoubles(first, second);
  const layouts = columns.map((data): Layout => ({ is: 'numbers', dtype: 'float64', data }));
  return { columns: layouts, prefixes: [first.offsets, offsets] };
}

function doublesOf(factor: Factor | undefined): { offsets: Int32Array; data: Float64Array } | undefined {
  if (factor?.content.is !== 'numbers' || !(factor.content.data instanceof Float64Array)) return undefined;
  return { offsets: factor.offsets, data: factor.content.data };
}

/** Lists, in as many levels as there are breaks and one, of records of one element of each factor. */
function product(
  factors: readonly Factor[],
  breaks: readonly boolean[],
  record: (columns: readonly Layout[]) => Layout,
): Layout {
  const { columns, prefixes } = pairsOfDoubles(factors) ?? taken(factors);
  let content = record(columns);
  let last = factors.length - 1;
  for (let i = last - 1; i >= -1; i--) {
    if (i >= 0 && breaks[i] !== true) continue;
    const offsets =
      i < 0 ? (prefixes[last] as Int32Array) : levelOffsets(prefixes[i] as Int32Array, prefixes[last] as Int32Array);
    const size = last === i + 1 ? (factors[last] as Factor).size : undefined;
    content = { is: 'list', offsets, content, size };
    last = i;
  }
  return content;
}

/** The offsets of the lists that the elements of the outer lists have: those of one row share the inner ones evenly. */
function levelOffsets(outer: Int32Array, inner: Int32Array): Int32Array {
  const out = new Int32Array((outer[outer.length - 1] as number) + 1);
  for (let i = 0; i + 1 < outer.length; i++) {
    const start = outer[i] as number;
    const end = outer[i + 1] as number;
    const each = ((inner[i + 1] as number) - (inner[i] as number)) / (end - start);
    for (let k = start; k < end; k++) out[k + 1] = (out[k] as number) + each;
  }
  return out;
}
