import { type Layout, lengthOf, type RecordLayout, type UnionLayout } from '../layout.ts';
import { takeLayout, takeOrMissing } from '../take-layout.ts';
import { depthsOf, noSuchAxis, positiveAxis } from './axes.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { mergeLayouts } from './merge.ts';
import { wholeAxisOption } from './options.ts';
import { optionOutside } from './walk.ts';
import { optionOf } from './widen.ts';

/**
 * `ak.merge_union_of_records`: unions of records at an axis (default -1, the deepest) as records with the fields of all of
 * them; a field that some records lack may be missing. Other values stay as they are.
 */
export const mergeUnionOfRecords: ArrayKernel = (inputs, options) =>
  changeAt('merge_union_of_records', inputs, options, (layout) => {
    const outside = optionOutside(layout);
    const union = outside.is === 'option' ? outside.content : outside;
    if (union.is !== 'union') return layout;
    const records = mergedRecords(union);
    return outside.is === 'option' ? optionOf(outside.valid, records) : records;
  });

/**
 * `ak.merge_option_of_records`: records at an axis (default -1, the deepest) that may be missing, as records whose fields may
 * be missing instead. Other values stay as they are.
 */
export const mergeOptionOfRecords: ArrayKernel = (inputs, options) =>
  changeAt('merge_option_of_records', inputs, options, (layout) => {
    if (layout.is !== 'option' || layout.content.is !== 'record') return layout;
    const { valid, content } = layout;
    const fields = [...content.fields].map(([name, field]): [string, Layout] => [name, optionOf(valid, field)]);
    return { ...content, fields: new Map(fields) };
  });

/** Changes the values at an axis, below lists and what is around them. */
function changeAt(
  what: string,
  [array, ...others]: readonly Layout[],
  options: ArrayOptions,
  change: (values: Layout) => Layout,
): Layout {
  if (array === undefined || others.length > 0) throw new ArrayProblem('wrong-arguments', `${what} takes one array`);
  const axis = positiveAxis(array, wholeAxisOption(options, -1), what);
  const from = (layout: Layout, left: number): Layout => {
    if (left === 0) return change(layout);
    switch (layout.is) {
      case 'list':
        return { ...layout, content: from(layout.content, left - 1) };
      case 'option':
        return { ...layout, content: from(layout.content, left) };
      case 'union':
        return { ...layout, contents: layout.contents.map((content) => from(content, left)) };
      default:
        throw noSuchAxis(what, axis, depthsOf(array).least);
    }
  };
  return from(array, axis);
}

function mergedRecords({ tags, index, contents }: UnionLayout): RecordLayout {
  const records = contents.map((content): RecordLayout => {
    if (content.is === 'record') return content;
    throw new ArrayProblem('wrong-type', 'merge_union_of_records: the union holds other values than records');
  });
  const names = new Set(records.flatMap((record) => [...record.fields.keys()]));
  const fields = [...names].map((name): [string, Layout] => [name, mergedField(name, records, tags, index)]);
  const [name, ...otherNames] = records.map((record) => record.name);
  const merged = { is: 'record', length: tags.length, fields: new Map(fields) } as const;
  return name !== undefined && otherNames.every((other) => other === name) ? { ...merged, name } : merged;
}

function mergedField(name: string, records: readonly RecordLayout[], tags: Int8Array, index: Int32Array): Layout {
  const parts: Layout[] = [];
  let total = 0;
  const before = records.map(({ fields }) => {
    const field = fields.get(name);
    if (field === undefined) return -1;
    const start = total;
    parts.push(field);
    total += lengthOf(field);
    return start;
  });
  const places = index.map((at, i) => {
    const start = before[tags[i] as number] as number;
    return start < 0 || at < 0 ? -1 : start + at;
  });
  const merged = mergeLayouts(parts, { boolsAreNumbers: true });
  return before.includes(-1) ? takeOrMissing(merged, places) : takeLayout(merged, places);
}
