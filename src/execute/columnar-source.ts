import type { Type } from '../../compiler/tree/type.ts';
import type { Layout, StringsLayout } from '../../kernels/layout.ts';
import { flagsOf } from '../../kernels/bits.ts';
import { library } from '../../kernels/loop.ts';
import { pick } from '../../kernels/pick.ts';
import { type Lazy, Once, recordOf, single, type Value } from './columnar-value.ts';

/** Delivered buffers as values; each is converted when it is first read. */
export function sourceLazy(layout: Layout | undefined, type: Type, length: number, path = 'row'): Lazy {
  return new Once(length, () => sourceValue(layout, type, length, path));
}

function sourceValue(layout: Layout | undefined, type: Type, length: number, path: string): Value {
  if (layout === undefined) throw new Error(`the source delivered no ${path}`);
  if (type.is === 'record' && layout.is === 'record') {
    return recordOf((name) =>
      sourceLazy(layout.fields.get(name), type.fields.get(name) as Type, length, `${path}.${name}`),
    );
  }
  if (type.is === 'list' && layout.is === 'list') {
    const { offsets, content } = layout;
    const of = sourceLazy(content, type.of, offsets[length] ?? 0, `${path}[]`);
    return { is: 'list', starts: offsets.subarray(0, length), ends: offsets.subarray(1, length + 1), content: of };
  }
  if (type.is === 'option' && layout.is === 'option') {
    return {
      is: 'option',
      valid: flagsOf(layout.valid, length),
      of: sourceLazy(layout.content, type.of, length, `${path}?`),
    };
  }
  if (type.is === 'never') return single(new Float64Array(length));
  if (layout.is === 'union') return single(Array.from({ length }, (_, at) => pick(layout, at)) as unknown as string[]);
  if (type.is === 'string' && layout.is === 'strings') return single(textsOf(layout, length));
  if (layout.is === 'numbers' && type.is === 'bool')
    return single(Uint8Array.from((layout.data as Uint8Array).subarray(0, length), (x) => (x !== 0 ? 1 : 0)));
  if (layout.is !== 'numbers' || type.is !== 'number') throw new Error(`the source delivered ${layout.is} at ${path}`);
  const data = layout.data.length === length ? layout.data : layout.data.subarray(0, length);
  return single(
    data instanceof BigInt64Array || data instanceof BigUint64Array
      ? data
      : data instanceof Float64Array
        ? data
        : new Float64Array(data),
  );
}

function textsOf({ offsets, bytes }: StringsLayout, length: number): string[] {
  const out = new Array<string>(length);
  for (let i = 0; i < length; i++) out[i] = library.text(offsets, bytes, i);
  return out;
}
