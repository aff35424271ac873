import { ARRAY_OF } from '../dtype.ts';
import {
  areTupleNames,
  type Layout,
  type ListLayout,
  lengthOf,
  type RecordLayout,
  type UnionLayout,
} from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { cast } from './cast.ts';
import { type Form, fillerOf, formOf, listForm, optionForm, present, recordForm, sameForm } from './form.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { firstFailing, ofElements, ofKind, ofPresent, type Scope, wholeArray } from './scope.ts';
import { optionOutside } from './walk.ts';
import { choose } from './merge.ts';
import { joined, optionOf, optionsInside } from './widen.ts';

/**
 * `ak.enforce_type`: the array with another type, the option `type` (a form: the type of one row as JSON). Numbers are cast
 * as by `values_astype`; values may become options, and options values where nothing is missing; lists may become regular
 * where all have the length; records may lose fields, or get new ones that are missing; a value may become one alternative of
 * a union, and a union one of its alternatives where it holds no other. All else is an error.
 */
export const enforceType: ArrayKernel = ([array, ...others], options) => {
  if (array === undefined || others.length > 0)
    throw new ArrayProblem('wrong-arguments', 'enforce_type takes one array');
  return enforce(array, formOption(options['type']), wholeArray);
};

function formOption(given: unknown): Form {
  const form = formFrom(given);
  if (form !== undefined) return form;
  throw new ArrayProblem('wrong-option', `the option type must be the form of a type, found ${JSON.stringify(given)}`);
}

/** A form from plain JSON; undefined where it is none. */
function formFrom(given: unknown): Form | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { is, dtype, content, size, fields, name, contents } = given as Readonly<Record<string, unknown>>;
  switch (is) {
    case 'numbers':
      return typeof dtype === 'string' && Object.hasOwn(ARRAY_OF, dtype) ? (given as Form) : undefined;
    case 'strings':
    case 'nothing':
      return { is };
    case 'list': {
      const inner = formFrom(content);
      const wellSized = size === undefined || (Number.isSafeInteger(size) && (size as number) >= 0);
      return inner && wellSized ? listForm(inner, size as number | undefined) : undefined;
    }
    case 'option': {
      const inner = formFrom(content);
      return inner && optionForm(inner);
    }
    case 'record':
      return recordFrom(fields, name);
    case 'union': {
      const inner = Array.isArray(contents) ? contents.map(formFrom) : [undefined];
      return inner.every((one) => one !== undefined) ? { is, contents: inner as Form[] } : undefined;
    }
    default:
      return undefined;
  }
}

function recordFrom(fields: unknown, name: unknown): Form | undefined {
  if (!Array.isArray(fields) || !(name === undefined || typeof name === 'string')) return undefined;
  const pairs = fields.map((pair): readonly [string, Form] | undefined => {
    const [field, given] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const form = formFrom(given);
    return typeof field === 'string' && form ? [field, form] : undefined;
  });
  return pairs.every((pair) => pair !== undefined) ? recordForm(pairs as [string, Form][], name) : undefined;
}

function enforce(given: Layout, form: Form, scope: Scope): Layout {
  if (sameForm(formOf(given), form)) return given;
  if (form.is === 'option') return enforceOption(given, form.content, scope);
  if (form.is === 'union') return enforceUnion(given, form.contents, scope);
  const layout = optionOutside(given);
  if (layout.is === 'option') return enforce(withoutMissing(layout, form, scope), form, scope);
  if (layout.is === 'union') return oneAlternative(layout, form, scope);
  if (layout.is === 'nothing') return nothingAs(layout.length, form, scope);
  if (layout.is === 'numbers' && form.is === 'numbers') return cast(layout, form.dtype, scope, 'enforce_type');
  if (layout.is === 'list' && form.is === 'list') return enforceLists(layout, form.content, form.size, scope);
  if (layout.is === 'record' && form.is === 'record') return enforceRecords(layout, form, scope);
  throw new ArrayProblem('wrong-type', `enforce_type: ${nameOf(formOf(layout))} cannot become ${nameOf(form)}`);
}

/** Values that nothing is known of are missing; where that cannot be seen, anything will do. */
function nothingAs(length: number, form: Form, scope: Scope): Layout {
  const at = firstFailing(length, scope, () => false);
  if (at < 0) return fillerOf(form, length);
  throw missingValues(form, scope.rowOf(at));
}

const missingValues = (form: Form, row: number): ArrayProblem =>
  new ArrayProblem('missing-values', `enforce_type: there are missing values, but ${nameOf(form)} cannot be missing`, {
    hint: 'fill_none or drop_none first, or make the type an option: ?',
    row,
  });

const NAMES: Readonly<Record<Form['is'], string>> = {
  numbers: 'numbers',
  strings: 'texts',
  list: 'lists',
  record: 'records',
  option: 'what may be missing',
  union: 'values of several types',
  nothing: 'what nothing is known of',
};
const nameOf = (form: Form): string => (form.is === 'numbers' ? form.dtype : NAMES[form.is]);

function enforceOption(given: Layout, form: Form, scope: Scope): Layout {
  const layout = form.is === 'union' ? given : optionOutside(given);
  if (layout.is === 'nothing') {
    const { length } = layout;
    return { is: 'option', valid: new Uint8Array((length + 7) >> 3), content: fillerOf(form, length) };
  }
  if (layout.is !== 'option') return present(enforce(layout, form, scope));
  return optionOf(layout.valid, enforce(layout.content, form, ofPresent(scope, layout)));
}

/** The content of an option in which nothing that can be seen is missing. */
function withoutMissing(layout: Layout & { is: 'option' }, form: Form, scope: Scope): Layout {
  const { visible } = ofPresent(scope, layout);
  const at = firstFailing(lengthOf(layout), scope, (i) => visible?.[i] === 1);
  if (at < 0) return layout.content;
  throw missingValues(form, scope.rowOf(at));
}

function enforceLists(layout: ListLayout, form: Form, size: number | undefined, scope: Scope): Layout {
  const { offsets } = layout;
  const unequal = (): ArrayProblem =>
    new ArrayProblem('lengths-differ', `enforce_type: not all lists have ${size} elements`);
  if (size === undefined || size === layout.size) {
    const content = enforce(layout.content, form, ofElements(scope, layout));
    return size === undefined ? { is: 'list', offsets, content } : { is: 'list', offsets, content, size };
  }
  if (layout.size !== undefined) throw unequal();
  const length = lengthOf(layout);
  const lengthAt = (i: number): number => (offsets[i + 1] as number) - (offsets[i] as number);
  const at = firstFailing(length, scope, (i) => lengthAt(i) === size);
  if (at >= 0)
    throw new ArrayProblem('lengths-differ', `enforce_type: a list has ${lengthAt(at)} elements, not ${size}`, {
      row: scope.rowOf(at),
    });
  const index = new Int32Array(length * size).fill(-1);
  for (let i = 0; i < length; i++)
    if (lengthAt(i) === size) for (let k = 0; k < size; k++) index[i * size + k] = (offsets[i] as number) + k;
  const regular: ListLayout = {
    is: 'list',
    offsets: Int32Array.from({ length: length + 1 }, (_, i) => i * size),
    content: takeLayout(layout.content, index),
    size,
  };
  return { ...regular, content: enforce(regular.content, form, ofElements(scope, regular)) };
}

function enforceRecords(layout: RecordLayout, form: Form & { is: 'record' }, scope: Scope): Layout {
  const names = form.fields.map(([name]) => name);
  if (areTupleNames(layout.fields.keys()) !== areTupleNames(names))
    throw new ArrayProblem('wrong-type', 'enforce_type: tuples cannot become records, nor records tuples');
  const fields = form.fields.map(([name, of]): [string, Layout] => {
    const own = layout.fields.get(name);
    if (own !== undefined) return [name, enforce(own, of, scope)];
    if (of.is !== 'option')
      throw new ArrayProblem('unknown-field', `enforce_type: the records have no field '${name}'`, {
        hint: 'a new field is missing throughout, so its type must be an option: ?',
      });
    return [name, enforceOption({ is: 'nothing', length: layout.length }, of.content, scope)];
  });
  const records = { is: 'record', length: layout.length, fields: new Map(fields) } as const;
  return form.name === undefined ? records : { ...records, name: form.name };
}

/** A union that holds no values but those of alternatives which can become the form. */
function oneAlternative(union: UnionLayout, form: Form, scope: Scope): Layout {
  const contents = union.contents.map((content, tag) => enforceIfUsed(content, form, ofKind(scope, union, tag)));
  return choose(union.tags, union.index, contents);
}

/** Values that cannot become the form are no error where nothing is seen of them. */
function enforceIfUsed(content: Layout, form: Form, scope: Scope): Layout {
  const used = scope.visible?.includes(1) ?? true;
  return used ? enforce(content, form, scope) : fillerOf(form, lengthOf(content));
}

function enforceUnion(given: Layout, alternatives: readonly Form[], scope: Scope): UnionLayout {
  const union = asUnion(given);
  const targets = union.contents.map((content) => alternativeFor(formOf(content), alternatives));
  if (targets.every((to) => to === undefined)) throw noPlace(formOf(given));
  const parts = alternatives.map((): Layout[] => []);
  const before = union.contents.map((content, tag) => {
    const to = targets[tag] ?? 0;
    const part = parts[to] as Layout[];
    const start = part.reduce((sum, one) => sum + lengthOf(one), 0);
    const inner = ofKind(scope, union, tag);
    if (targets[tag] === undefined && inner.visible?.includes(1) === true) throw noPlace(formOf(content));
    part.push(enforceIfUsed(content, alternatives[to] as Form, inner));
    return start;
  });
  const tags = union.tags.map((tag) => targets[tag] ?? 0);
  const index = union.index.map((at, i) => (at < 0 ? at : at + (before[union.tags[i] as number] as number)));
  return { is: 'union', tags, index, contents: alternatives.map((form, at) => joined(parts[at] as Layout[], form)) };
}

const noPlace = (form: Form): ArrayProblem =>
  new ArrayProblem('wrong-type', `enforce_type: the union has no place for ${nameOf(form)}`);

/** Values as a union, if need be of one alternative. */
function asUnion(layout: Layout): UnionLayout {
  if (layout.is === 'union') return layout;
  if (layout.is === 'option' && layout.content.is === 'union') return optionsInside(layout, layout.content);
  const length = lengthOf(layout);
  return {
    is: 'union',
    tags: new Int8Array(length),
    index: Int32Array.from({ length }, (_, i) => i),
    contents: [layout],
  };
}

/** The alternative of the same form (missing or not), else the only one of the same kind. */
function alternativeFor(form: Form, alternatives: readonly Form[]): number | undefined {
  const bare = (one: Form): Form => (one.is === 'option' ? one.content : one);
  const same = alternatives.findIndex((one) => sameForm(bare(one), bare(form)));
  if (same >= 0) return same;
  const kind = (one: Form): string => (one.is === 'numbers' && one.dtype === 'bool' ? 'truth' : one.is);
  const alike = alternatives.flatMap((one, at) => (kind(bare(one)) === kind(bare(form)) ? [at] : []));
  return alike.length === 1 ? alike[0] : undefined;
}
