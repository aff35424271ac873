import { concatLayouts } from '../concat.ts';
import { type Layout, lengthOf, type OptionLayout, type UnionLayout } from '../layout.ts';
import { takeOrMissing } from '../take-layout.ts';
import { asOption } from './axes.ts';
import { isValid } from '../bits.ts';
import { allValid, emptyOf, type Form, fillerOf, formOf, present, sameForm } from './form.ts';
import { mergeTwo } from './merge-forms.ts';
import { castNumbers } from './promote.ts';

/** The values of a layout in a form that holds them all, such as `mergedForm` with the same `mergebool` finds. */
export function widen(layout: Layout, form: Form, mergebool = true): Layout {
  const own = formOf(layout);
  if (sameForm(own, form)) return layout;
  if (form.is === 'union') return intoUnion(layout, own, form.contents, mergebool);
  if (layout.is === 'nothing') return nothingAs(layout.length, form);
  if (form.is === 'option') {
    if (layout.is !== 'option') return present(widen(layout, form.content, mergebool));
    return asOption(flagsOf(layout), widen(layout.content, form.content, mergebool));
  }
  if (layout.is === 'numbers' && form.is === 'numbers') return castNumbers(layout, form.dtype);
  if (layout.is === 'list' && form.is === 'list') {
    const lists = {
      is: 'list',
      offsets: layout.offsets,
      content: widen(layout.content, form.content, mergebool),
    } as const;
    return form.size === undefined ? lists : { ...lists, size: form.size };
  }
  if (layout.is === 'record' && form.is === 'record') {
    const fields = new Map(
      form.fields.map(([name, of]) => [name, widen(layout.fields.get(name) as Layout, of, mergebool)]),
    );
    const records = { is: 'record', length: layout.length, fields } as const;
    return form.name === undefined ? records : { ...records, name: form.name };
  }
  throw new Error(`${own.is} cannot become ${form.is}`);
}

/** Values of which nothing is known are missing. */
function nothingAs(length: number, form: Form): Layout {
  if (length === 0) return emptyOf(form);
  const content = fillerOf(form.is === 'option' ? form.content : form, length);
  return { is: 'option', valid: new Uint8Array((length + 7) >> 3), content };
}

const flagsOf = ({ valid, content }: OptionLayout): Uint8Array =>
  Uint8Array.from({ length: lengthOf(content) }, (_, i) => (isValid(valid, i) ? 1 : 0));

/** Where the values of each content of a union go: an alternative of the new union. */
function intoUnion(layout: Layout, own: Form, alternatives: readonly Form[], mergebool: boolean): UnionLayout {
  if (layout.is === 'union') return unionIntoUnion(layout, alternatives, mergebool);
  if (layout.is === 'option' && layout.content.is === 'union')
    return unionIntoUnion(optionsInside(layout, layout.content), alternatives, mergebool);
  const length = lengthOf(layout);
  const tag = alternativeOf(own, alternatives, mergebool);
  return {
    is: 'union',
    tags: new Int8Array(length).fill(tag),
    index: Int32Array.from({ length }, (_, i) => i),
    contents: alternatives.map((form, at) => (at === tag ? widen(layout, form, mergebool) : emptyOf(form))),
  };
}

function alternativeOf(form: Form, alternatives: readonly Form[], mergebool: boolean): number {
  const at = alternatives.findIndex((one) => {
    const merged = mergeTwo(one, form, mergebool);
    return merged !== undefined && sameForm(merged, one);
  });
  if (at < 0) throw new Error(`the union has no place for ${JSON.stringify(form)}`);
  return at;
}

function unionIntoUnion(union: UnionLayout, alternatives: readonly Form[], mergebool: boolean): UnionLayout {
  const target = union.contents.map((content) => alternativeOf(formOf(content), alternatives, mergebool));
  const parts = alternatives.map((): Layout[] => []);
  const before = union.contents.map((content, tag) => {
    const to = target[tag] as number;
    const part = parts[to] as Layout[];
    const start = part.reduce((sum, one) => sum + lengthOf(one), 0);
    part.push(widen(content, alternatives[to] as Form, mergebool));
    return start;
  });
  const tags = union.tags.map((tag) => target[tag] as number);
  const index = union.index.map((at, i) => at + (before[union.tags[i] as number] as number));
  return { is: 'union', tags, index, contents: alternatives.map((form, at) => joined(parts[at] as Layout[], form)) };
}

/** Layouts of one form, one after the other. */
export const joined = (parts: readonly Layout[], form: Form): Layout =>
  concatLayouts(parts.length === 0 ? [emptyOf(form)] : parts);

/** An option of a union as a union of options. */
export function optionsInside({ valid }: OptionLayout, { tags, index, contents }: UnionLayout): UnionLayout {
  const used = contents.map(() => 0);
  const newIndex = new Int32Array(tags.length);
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i] as number;
    newIndex[i] = used[tag] as number;
    used[tag] = (used[tag] as number) + 1;
  }
  const places = used.map((count) => new Int32Array(count));
  for (let i = 0; i < tags.length; i++)
    (places[tags[i] as number] as Int32Array)[newIndex[i] as number] = isValid(valid, i) ? (index[i] as number) : -1;
  return {
    is: 'union',
    tags,
    index: newIndex,
    contents: contents.map((content, tag) => takeOrMissing(content, places[tag] as Int32Array)),
  };
}

/** An option with these bits around a layout, whose own missing values stay missing. */
export function optionOf(valid: Uint8Array, content: Layout): OptionLayout {
  if (content.is !== 'option') return { is: 'option', valid, content };
  const bits = allValid(lengthOf(content));
  for (let i = 0; i < bits.length; i++) bits[i] = (valid[i] ?? 0) & (content.valid[i] ?? 0);
  return { is: 'option', valid: bits, content: content.content };
}
