import { isInteger, type Type } from '../../compiler/tree/type.ts';
import { typeOfLayout } from '../../compiler/tree/layout-type.ts';
import { areTupleNames, type Layout } from '../../kernels/layout.ts';
import { layoutToValues } from '../../kernels/values.ts';

/**
 * How values of a type are written as JSON. Missing is null, integers keep all their digits, floating numbers always look
 * like such (`1.0`), so that they come back with their type. What JSON has no words for becomes text: `"NaN"`,
 * `"Infinity"`, `"-Infinity"`.
 */
export function jsonWriter(type: Type): (value: unknown) => string {
  switch (type.is) {
    case 'option': {
      const of = jsonWriter(type.of);
      return (value) => (value === undefined ? 'null' : of(value));
    }
    case 'number':
      return (value) => {
        if (typeof value === 'bigint' || Number.isFinite(value)) return numberText(value as number | bigint, type);
        return `"${value}"`;
      };
    case 'list': {
      const of = jsonWriter(type.of);
      return (value) => `[${(value as unknown[]).map(of).join(',')}]`;
    }
    case 'record':
      return recordWriter(type.fields);
    case 'union':
      return anyText;
    default:
      return (value) => JSON.stringify(value) ?? 'null';
  }
}

function recordWriter(types: ReadonlyMap<string, Type>): (value: unknown) => string {
  const tuple = areTupleNames(types.keys());
  const fields = [...types].map(([name, type]) => ({
    name,
    before: tuple ? '' : `${JSON.stringify(name)}:`,
    write: jsonWriter(type),
  }));
  return (value) => {
    const inside = fields.map(
      ({ name, before, write }) => `${before}${write((value as Record<string, unknown>)[name])}`,
    );
    return tuple ? `[${inside.join(',')}]` : `{${inside.join(',')}}`;
  };
}

/** A value of which only the value tells the type. */
export function anyText(value: unknown): string {
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(anyText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, of]) => `${JSON.stringify(name)}:${anyText(of)}`);
  return `{${fields.join(',')}}`;
}

/** A number in as few digits as tell it apart; one of a floating type always looks like such. */
export function numberText(value: number | bigint, type: Type): string {
  if (typeof value === 'bigint' || isInteger(type) || !Number.isInteger(value) || Math.abs(value) >= 1e21)
    return String(value);
  return `${Object.is(value, -0) ? '-0' : value}.0`;
}

/** The values of a layout as one JSON array. */
export function layoutToJson(layout: Layout): string {
  return `[${layoutToValues(layout)
    .map(jsonWriter(typeOfLayout(layout)))
    .join(',')}]`;
}

/** Values of a type as JSON, one a line. */
export function jsonLines(values: readonly unknown[], type: Type): string {
  const write = jsonWriter(type);
  return values.map((value) => `${write(value)}\n`).join('');
}
