import { choicesOf, chooseDoubles, chooseFrom } from '../combine.ts';
import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { indexesInLists } from './groups.ts';
import { int64Of } from './integers.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { axisOption, countOption, flagOption, namesOption, textOption } from './options.ts';
import { axisFrom, changeLists } from './walk.ts';

/**
 * `ak.combinations`: all choices of `n` elements of each list at an axis (default 1; 0 chooses among the rows), in order:
 * (0,1), (0,2), (1,2). With `replacement` an element may be chosen again. Tuples, or records with the names `fields`, and
 * with the name `with_name`. Lists in records keep their field; regular lists give regular ones.
 */
export const combinations: ArrayKernel = ([layout], options) =>
  choose(layout as Layout, options, 'ak.combinations', (content) => content);

/** `ak.argcombinations`: the positions in their list of what `ak.combinations` chooses (int64). */
export const argcombinations: ArrayKernel = ([layout], options) =>
  choose(layout as Layout, options, 'ak.argcombinations', (_, offsets) => int64Of(indexesInLists(offsets)));

/** More members than this are a mistake: each is a column of its own. */
const MOST_MEMBERS = 1000;

/** What is chosen: the elements, or something that stands for them. */
type Chosen = (content: Layout, offsets: Int32Array) => Layout;

function choose(layout: Layout, options: ArrayOptions, what: string, chosen: Chosen): Layout {
  const axis = axisOption(options, 1);
  const n = countOption(options, 'n', undefined, 1);
  if (axis === null) throw new ArrayProblem('wrong-option', 'the option axis must be a whole number, found null');
  if (n > MOST_MEMBERS) throw new ArrayProblem('wrong-option', `the option n is at most ${MOST_MEMBERS}, found ${n}`);
  const replacement = flagOption(options, 'replacement');
  const record = recordOf(options, n);
  const inList = (list: ListLayout): ListLayout => {
    const { offsets, columns } = columnsOf(chosen(list.content, list.offsets), list.offsets, n, replacement);
    const content = record(columns);
    const size = list.size === undefined ? undefined : choicesOf(list.size, n, replacement);
    return { is: 'list', offsets, content, size };
  };
  if (axisFrom(layout, axis, what) !== 0) return changeLists(layout, { what, axis }, inList);
  return inList({ is: 'list', offsets: Int32Array.of(0, lengthOf(layout)), content: layout }).content;
}

/** For each choice its members, and the offsets of the choices. Pairs of doubles need no positions. */
function columnsOf(
  from: Layout,
  lists: Int32Array,
  n: number,
  replacement: boolean,
): { readonly offsets: Int32Array; readonly columns: readonly Layout[] } {
  if (n === 2 && from.is === 'numbers' && from.data instanceof Float64Array) {
    const { offsets, columns } = chooseDoubles({ offsets: lists, data: from.data }, replacement);
    return { offsets, columns: columns.map((data): Layout => ({ is: 'numbers', dtype: 'float64', data })) };
  }
  const { offsets, members } = chooseFrom(lists, n, replacement);
  return { offsets, columns: members.map((index) => takeLayout(from, index)) };
}

/** Makes records of columns as the options `fields` and `with_name` want them. */
export function recordOf(
  options: ArrayOptions,
  n: number,
  names: readonly string[] | undefined = namesOption(options, 'fields'),
): (columns: readonly Layout[]) => Layout {
  const wrong = names !== undefined && (names.length !== n || new Set(names).size !== n);
  if (wrong) throw new ArrayProblem('wrong-option', `the names must be ${n} different ones, found ${names.join(', ')}`);
  const name = textOption(options, 'with_name');
  return (columns) => ({
    is: 'record',
    length: lengthOf(columns[0] as Layout),
    fields: new Map(columns.map((column, i) => [names?.[i] ?? String(i), column])),
    ...(name === undefined ? {} : { name }),
  });
}
