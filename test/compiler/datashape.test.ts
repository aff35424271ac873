import { describe, expect, it } from 'vitest';
import { parseType } from '../../compiler/tree/datashape.ts';
import { TypeMismatchError } from '../../compiler/tree/problem.ts';
import { showType } from '../../compiler/tree/type.ts';
import { emptyLayout, typeOfLayout } from '../../compiler/tree/layout-type.ts';
import { reference } from '../tools/shared.ts';

interface Datashapes {
  readonly parse: Readonly<Record<string, { canonical?: string; error?: string }>>;
  readonly arrays: Readonly<Record<string, { type: string; item_type: string | null }>>;
}
// a record of no fields is a tuple of none as well: they are one type here
const shown = (text: string): string => text.replace(/\(\)/g, '{}');
const unsupported = /bytes|char|categorical|complex|datetime|timedelta|float16|float128|parameters/;

describe('types as text', () => {
  const { parse, arrays } = reference<Datashapes>('datashape.json') ?? { parse: {}, arrays: {} };

  it.each(Object.entries(parse))('%s', (text, { canonical }) => {
    if (unsupported.test(text)) expect(canonical).toMatch(unsupported);
    else if (canonical === undefined) expect(() => parseType(text)).toThrow(TypeMismatchError);
    else expect(showType(parseType(text))).toBe(shown(canonical));
  });

  it.each(Object.entries(arrays))('prints what it reads: %s', (_name, { item_type, type: whole }) => {
    const text = item_type ?? whole;
    if (unsupported.test(text)) return expect(text).toMatch(unsupported);
    const type = parseType(text);
    expect(showType(type)).toBe(shown(text));
    expect(typeOfLayout(emptyLayout(type))).toBe(type);
  });
});
