import { concatLayouts } from '../concat.ts';
import type { Layout, RecordLayout } from '../layout.ts';
import { strings } from '../loop.ts';
import { commonAxis, joinLists } from './concatenate.ts';
import { formOf } from './form.ts';
import { int64Of } from './integers.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { inOneForm } from './merge.ts';
import { mergeTwo } from './merge-forms.ts';
import { namesOption, textOption } from './options.ts';

/**
 * Collections of records as one: in each row the lists one after the other (`axis` 1, or deeper), or the rows (`axis` 0), as
 * records of the fields that all have, never a union. The field `tag` (`origin` where nothing is said, none where it is null)
 * says which collection a record is from: its name, one of `names`, or its number. `with_name` names the records.
 */
export const concatenateCommon: ArrayKernel = (inputs, options) => {
  const what = 'ak.concatenate';
  const axis = commonAxis(what, inputs, options, 1);
  const names = collectionNames(inputs, options);
  const tag = options['tag'] === null ? undefined : (textOption(options, 'tag') ?? 'origin');
  const merge = (contents: readonly Layout[]): readonly Layout[] => {
    const fields = commonFields(contents.map(recordOf));
    if (tag !== undefined && fields.includes(tag))
      throw new ArrayProblem('wrong-option', `${what}: the records have a field '${tag}' already`, {
        hint: 'name the field of the collection otherwise: tag',
      });
    const name = textOption(options, 'with_name');
    const reduced = contents.map((content, at) => onlyCommon(content, { fields, tag, name, label: names?.[at] ?? at }));
    return inOneForm(reduced, { boolsAreNumbers: false });
  };
  return axis === 0 ? concatLayouts(merge(inputs)) : joinLists(what, inputs, options, axis, merge);
};

function collectionNames(inputs: readonly Layout[], options: ArrayOptions): readonly string[] | undefined {
  const names = namesOption(options, 'names');
  if (names === undefined || names.length === inputs.length) return names;
  throw new ArrayProblem('wrong-option', `ak.concatenate: ${names.length} names for ${inputs.length} collections`);
}

/** The records of a collection, which may be missing one by one. */
function recordOf(content: Layout): RecordLayout {
  const records = content.is === 'option' ? content.content : content;
  if (records.is === 'record') return records;
  throw new ArrayProblem('wrong-type', 'ak.concatenate takes collections of records here', {
    hint: 'without the name of a collection it takes any values',
  });
}

/** The fields that all have, in the order of the first; each must be of types that go together. */
function commonFields(records: readonly RecordLayout[]): readonly string[] {
  const [first, ...others] = records as readonly [RecordLayout, ...RecordLayout[]];
  const fields = [...first.fields.keys()].filter((name) => others.every((other) => other.fields.has(name)));
  if (fields.length === 0)
    throw new ArrayProblem('unlike-fields', 'ak.concatenate: the collections have no field in common');
  for (const name of fields) {
    const forms = records.map((record) => formOf(record.fields.get(name) as Layout));
    const merged = forms.reduce((all, form) => all && mergeTwo(all, form, false), forms[0]);
    if (merged === undefined)
      throw new ArrayProblem('unlike-types', `ak.concatenate: the field '${name}' has types that do not go together`, {
        hint: 'leave it out with without_field, or make it one type with values_astype',
      });
  }
  return fields;
}

interface Reduction {
  readonly fields: readonly string[];
  readonly tag: string | undefined;
  readonly name: string | undefined;
  /** What the collection is called, or its number. */
  readonly label: string | number;
}

function onlyCommon(content: Layout, { fields, tag, name, label }: Reduction): Layout {
  const { length, fields: all } = recordOf(content);
  const columns = fields.map((field): [string, Layout] => [field, all.get(field) as Layout]);
  if (tag !== undefined) columns.push([tag, labels(label, length)]);
  const bare = { is: 'record', length, fields: new Map(columns) } as const;
  const record = name === undefined ? bare : { ...bare, name };
  return content.is === 'option' ? { ...content, content: record } : record;
}

function labels(label: string | number, length: number): Layout {
  return typeof label === 'number'
    ? int64Of(new Int32Array(length).fill(label))
    : strings(new Array<string>(length).fill(label));
}
