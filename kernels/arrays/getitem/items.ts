import type { Layout } from '../../layout.ts';
import { ArrayProblem, type ArrayOptions } from '../kernel.ts';
import type { Fields } from './fields.ts';
import { indexOfInput, indexOfList } from './index-arrays.ts';
import { needsRoom, type Step } from './steps.ts';
import { depthsOf } from '../axes.ts';

/** What stands in the brackets: fields to choose, and steps from the outermost dimension inwards. */
export interface Items {
  readonly fields: readonly Fields[];
  readonly steps: readonly (Step | { readonly is: 'ellipsis' })[];
}

type Item = Readonly<Record<string, unknown>>;

/** The items of a plan, checked; `inputs` are the arrays that `{input: k}` may name. */
export function readItems({ items }: ArrayOptions, inputs: readonly Layout[]): Items {
  if (!Array.isArray(items)) throw wrongItem('a list of items', items);
  const fields: Fields[] = [];
  const steps: (Step | { readonly is: 'ellipsis' })[] = [];
  for (const item of items as unknown[]) {
    if (typeof item !== 'object' || item === null) throw wrongItem('an item', item);
    const chosen = fieldsOf(item as Item);
    if (chosen === undefined) steps.push(...stepsOf(item as Item, inputs));
    else fields.push(chosen);
  }
  return { fields, steps };
}

function wrongItem(wanted: string, found: unknown): ArrayProblem {
  return new ArrayProblem('wrong-option', `getitem: expected ${wanted}, found ${JSON.stringify(found)}`, {
    hint: 'items are {at}, {start, stop, step}, {newaxis}, {ellipsis}, {field}, {fields}, {list} or {input}',
  });
}

function fieldsOf(item: Item): Fields | undefined {
  if ('field' in item) {
    if (typeof item['field'] !== 'string') throw wrongItem('a name', item['field']);
    return item['field'];
  }
  if (!('fields' in item)) return undefined;
  const names = item['fields'];
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw wrongItem('a list of names', names);
}

function stepsOf(item: Item, inputs: readonly Layout[]): readonly (Step | { readonly is: 'ellipsis' })[] {
  if ('at' in item) return [{ is: 'at', at: wholeOf(item['at']) }];
  if (item['newaxis'] === true) return [{ is: 'newaxis' }];
  if (item['ellipsis'] === true) return [{ is: 'ellipsis' }];
  if ('list' in item) {
    if (!Array.isArray(item['list'])) throw wrongItem('a list', item['list']);
    return [indexOfList(item['list'])];
  }
  if ('input' in item) {
    const input = inputs[wholeOf(item['input'])];
    if (input === undefined) throw wrongItem(`the number of one of ${inputs.length} inputs`, item['input']);
    return indexOfInput(input);
  }
  if (Object.keys(item).every((key) => key === 'start' || key === 'stop' || key === 'step')) return [rangeOf(item)];
  throw wrongItem('an item', item);
}

function wholeOf(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw wrongItem('a whole number', value);
}

function rangeOf({ start, stop, step }: Item): Step {
  const range = { is: 'range', start: orOpen(start), stop: orOpen(stop), step: orOpen(step) ?? 1 } as const;
  if (range.step === 0) throw new ArrayProblem('wrong-option', 'getitem: the step of a range cannot be 0');
  return range;
}

const orOpen = (value: unknown): number | undefined =>
  value === undefined || value === null ? undefined : wholeOf(value);

/** The steps with full ranges in place of the ellipsis, as many as the array has dimensions left. */
export function withoutEllipsis(layout: Layout, { steps }: Items): readonly Step[] {
  const at = steps.findIndex(({ is }) => is === 'ellipsis');
  const others = steps.filter((step) => step.is !== 'ellipsis');
  if (at < 0) return others;
  if (others.length < steps.length - 1) throw new ArrayProblem('wrong-option', 'getitem: there can be one ellipsis');
  const { least, most } = depthsOf(layout);
  if (least !== most)
    throw new ArrayProblem(
      'wrong-type',
      `getitem: an ellipsis needs one depth, but fields are ${least} to ${most} deep`,
    );
  const room = Math.max(0, most - others.reduce((n, step) => n + needsRoom(step), 0));
  return [...others.slice(0, at), ...Array.from({ length: room }, () => FULL), ...others.slice(at)];
}

const FULL: Step = { is: 'range', start: undefined, stop: undefined, step: 1 };
