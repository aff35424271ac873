import { allocate, type DType } from '../dtype.ts';
import { type Layout, lengthOf } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';

/** What a layout holds, without its values: a type as plain JSON. The fields are pairs, so that a name may be anything. */
export type Form =
  | { readonly is: 'numbers'; readonly dtype: DType }
  | { readonly is: 'strings' }
  | { readonly is: 'list'; readonly content: Form; readonly size?: number | undefined }
  | {
      readonly is: 'record';
      readonly fields: readonly (readonly [string, Form])[];
      readonly name?: string | undefined;
    }
  | { readonly is: 'option'; readonly content: Form }
  | { readonly is: 'union'; readonly contents: readonly Form[] }
  | { readonly is: 'nothing' };

/** The form of a layout. */
export function formOf(layout: Layout): Form {
  switch (layout.is) {
    case 'numbers':
      return { is: 'numbers', dtype: layout.dtype };
    case 'list':
      return listForm(formOf(layout.content), layout.size);
    case 'record':
      return recordForm(
        [...layout.fields].map(([name, field]) => [name, formOf(field)]),
        layout.name,
      );
    case 'option':
      return optionForm(formOf(layout.content));
    case 'union':
      return { is: 'union', contents: layout.contents.map(formOf) };
    default:
      return { is: layout.is };
  }
}

/** Lists, regular ones with a size. */
export const listForm = (content: Form, size?: number): Form =>
  size === undefined ? { is: 'list', content } : { is: 'list', content, size };

/** Records, with a name or without. */
export const recordForm = (fields: readonly (readonly [string, Form])[], name?: string): Form =>
  name === undefined ? { is: 'record', fields } : { is: 'record', fields, name };

/** What may be missing; an option of an option is one option, an option of a union is a union of options. */
export function optionForm(content: Form): Form {
  if (content.is === 'option') return content;
  return { is: 'option', content };
}

/** Whether two forms are the same, with the fields of records in the same order. */
export const sameForm = (a: Form, b: Form): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A layout of no values. */
export function emptyOf(form: Form): Layout {
  switch (form.is) {
    case 'numbers':
      return { is: 'numbers', dtype: form.dtype, data: allocate(form.dtype, 0) };
    case 'strings':
      return { is: 'strings', offsets: new Int32Array(1), bytes: new Uint8Array(0) };
    case 'list': {
      const lists = { is: 'list', offsets: new Int32Array(1), content: emptyOf(form.content) } as const;
      return form.size === undefined ? lists : { ...lists, size: form.size };
    }
    case 'record': {
      const fields = new Map(form.fields.map(([name, of]) => [name, emptyOf(of)]));
      return form.name === undefined
        ? { is: 'record', length: 0, fields }
        : { is: 'record', length: 0, fields, name: form.name };
    }
    case 'option':
      return { is: 'option', valid: new Uint8Array(0), content: emptyOf(form.content) };
    case 'union':
      return { is: 'union', tags: new Int8Array(0), index: new Int32Array(0), contents: form.contents.map(emptyOf) };
    case 'nothing':
      return { is: 'nothing', length: 0 };
  }
}

/** So many values without meaning, for places that are hidden by an option: zeros, empty lists. */
export function fillerOf(form: Form, length: number): Layout {
  const empty = emptyOf(form);
  return length === 0 ? empty : takeLayout(empty, new Int32Array(length).fill(-1));
}

/** Bits that are all 1, for so many values. */
export const allValid = (length: number): Uint8Array => new Uint8Array((length + 7) >> 3).fill(255);

/** An option of which nothing is missing; an option stays as it is. */
export function present(layout: Layout): Layout {
  return layout.is === 'option' ? layout : { is: 'option', valid: allValid(lengthOf(layout)), content: layout };
}
