import { isValid } from './bits.ts';
import type { NumberArray } from './dtype.ts';
import {
  areTupleNames,
  type Layout,
  lengthOf,
  type OptionLayout,
  type RecordLayout,
  type StringsLayout,
  type UnionLayout,
} from './layout.ts';

/**
 * The values of a layout as plain JavaScript values: lists and tuples as arrays, records as objects, missing values as
 * undefined.
 * 64-bit integers are numbers up to 2**53, and BigInt beyond.
 */
export function layoutToValues(layout: Layout): unknown[] {
  switch (layout.is) {
    case 'numbers':
      return layout.dtype === 'bool' ? Array.from(layout.data, Boolean) : numbers(layout.data);
    case 'strings':
      return strings(layout);
    case 'list': {
      const content = layoutToValues(layout.content);
      const { offsets } = layout;
      return Array.from({ length: lengthOf(layout) }, (_, i) => content.slice(offsets[i], offsets[i + 1]));
    }
    case 'record':
      return records(layout);
    case 'option':
      return options(layout);
    case 'union':
      return unions(layout);
    case 'nothing':
      return new Array<undefined>(layout.length).fill(undefined);
  }
}

function numbers(data: NumberArray): unknown[] {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    return Array.from(data as Iterable<bigint>, narrow);
  return Array.from(data as ArrayLike<number>);
}

function narrow(value: bigint): number | bigint {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

function strings({ offsets, bytes }: StringsLayout): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: Math.max(0, offsets.length - 1) }, (_, i) =>
    decoder.decode(bytes.subarray(offsets[i], offsets[i + 1])),
  );
}

function records({ length, fields }: RecordLayout): object[] {
  if (areTupleNames(fields.keys())) {
    const columns = [...fields.values()].map(layoutToValues);
    return Array.from({ length }, (_, i) => columns.map((column) => column[i]));
  }
  const rows = Array.from({ length }, () => ({}) as Record<string, unknown>);
  for (const [name, layout] of fields) {
    const values = layoutToValues(layout);
    for (let i = 0; i < length; i++) setField(rows[i] as Record<string, unknown>, name, values[i]);
  }
  return rows;
}

// An assignment to `__proto__` would set the prototype.
function setField(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') row[name] = value;
  else Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}

function options({ valid, content }: OptionLayout): unknown[] {
  const values = layoutToValues(content);
  for (let i = 0; i < values.length; i++) if (!isValid(valid, i)) values[i] = undefined;
  return values;
}

function unions({ tags, index, contents }: UnionLayout): unknown[] {
  const values = contents.map(layoutToValues);
  return Array.from(tags, (tag, i) => (values[tag] as unknown[])[index[i] as number]);
}
