import type { DType } from '../dtype.ts';
import { type Form, listForm, optionForm, recordForm } from './form.ts';
import { commonDType } from './promote.ts';

/**
 * The form that values of all forms have together, as Awkward merges arrays: numbers become the common number, lists and
 * records of the same fields merge their contents, what may be missing makes an option, and values that do not go together
 * become a union (of options, where any may be missing).
 */
export function mergedForm(forms: readonly Form[], mergebool = true): Form {
  let optional = false;
  const kinds: Form[] = [];
  for (const form of forms.flatMap(alternatives)) {
    if (form.is === 'option') optional = true;
    addKind(kinds, form.is === 'option' ? form.content : form, mergebool);
  }
  const [first = { is: 'nothing' } as const] = kinds;
  if (kinds.length < 2) return optional ? optionForm(first) : first;
  return { is: 'union', contents: optional ? kinds.map(optionForm) : kinds };
}

/** The alternatives of a union, each with the option around it. */
function alternatives(form: Form): readonly Form[] {
  if (form.is === 'union') return form.contents;
  if (form.is === 'option' && form.content.is === 'union') return form.content.contents.map(optionForm);
  return [form];
}

/** Merges a form with the first that it goes together with, or adds it. */
function addKind(kinds: Form[], form: Form, mergebool: boolean): void {
  for (const [at, kind] of kinds.entries()) {
    const merged = mergeTwo(kind, form, mergebool);
    if (merged === undefined) continue;
    kinds[at] = merged;
    return;
  }
  kinds.push(form);
}

/** The common form of two, or undefined where they would make a union. */
export function mergeTwo(a: Form, b: Form, mergebool = true): Form | undefined {
  if (a.is === 'nothing') return b;
  if (b.is === 'nothing') return a;
  if (a.is === 'union' || b.is === 'union') return mergedForm([a, b], mergebool);
  if (a.is === 'option' || b.is === 'option') {
    const content = mergeTwo(a.is === 'option' ? a.content : a, b.is === 'option' ? b.content : b, mergebool);
    return content === undefined ? undefined : mergedForm([optionForm(content)]);
  }
  if (a.is === 'numbers' && b.is === 'numbers') {
    const dtype = commonNumber(a.dtype, b.dtype, mergebool);
    return dtype === undefined ? undefined : { is: 'numbers', dtype };
  }
  if (a.is === 'list' && b.is === 'list') {
    const content = mergeTwo(a.content, b.content, mergebool);
    return content === undefined ? undefined : listForm(content, a.size === b.size ? a.size : undefined);
  }
  if (a.is === 'record' && b.is === 'record') return mergeRecords(a, b, mergebool);
  return a.is === b.is ? a : undefined;
}

type RecordForm = Form & { readonly is: 'record' };

function mergeRecords(a: RecordForm, b: RecordForm, mergebool: boolean): Form | undefined {
  if (a.name !== b.name || a.fields.length !== b.fields.length) return undefined;
  const others = new Map(b.fields);
  const fields: [string, Form][] = [];
  for (const [name, form] of a.fields) {
    const other = others.get(name);
    const merged = other === undefined ? undefined : mergeTwo(form, other, mergebool);
    if (merged === undefined) return undefined;
    fields.push([name, merged]);
  }
  return recordForm(fields, a.name);
}

/** The element type of numbers of both; truth values merge with numbers only where `mergebool` says so. */
function commonNumber(a: DType, b: DType, mergebool: boolean): DType | undefined {
  return (a === 'bool') === (b === 'bool') || mergebool ? commonDType(a, b) : undefined;
}
