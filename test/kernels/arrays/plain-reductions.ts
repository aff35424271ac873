import { depthOf, type Sample, type Shape } from './arbitrary.ts';

/** A present value and its index along the axis. */
export interface Item {
  readonly x: number;
  readonly place: number;
}

/** What a reduction along an axis makes of plain values, written without offsets; `fold` makes one value of a group. */
export function reduceValues(
  { shape, values }: Sample,
  { axis, keepdims = false }: { readonly axis: number | null; readonly keepdims?: boolean },
  fold: (items: readonly Item[]) => unknown,
): unknown {
  const together = (items: readonly { v: unknown; place: number }[], of: Shape): unknown => {
    const there = items.filter(({ v }) => v !== undefined);
    if (of.is === 'leaf') return fold(there.map(({ v, place }) => ({ x: Number(v), place })));
    const lists = there as readonly { v: unknown[]; place: number }[];
    const width = of.size ?? Math.max(0, ...lists.map(({ v }) => v.length));
    return Array.from({ length: width }, (_, p) =>
      together(
        lists.filter(({ v }) => p < v.length).map(({ v, place }) => ({ v: v[p], place })),
        of.of,
      ),
    );
  };
  const along = (list: readonly unknown[], of: Shape, from: number): unknown => {
    if (from > 0 && of.is === 'list')
      return list.map((v) => (v === undefined ? undefined : along(v as unknown[], of.of, from - 1)));
    const one = together(
      list.map((v, place) => ({ v, place })),
      of,
    );
    return keepdims ? [one] : one;
  };
  if (axis === null) {
    const flat = (list: readonly unknown[], of: Shape): unknown[] =>
      of.is === 'leaf' ? [...list] : list.flatMap((v) => (v === undefined ? [] : flat(v as unknown[], of.of)));
    let one: unknown = fold(
      flat(values, shape)
        .map((v, place) => ({ v, place }))
        .filter(({ v }) => v !== undefined)
        .map(({ v, place }) => ({ x: Number(v), place })),
    );
    if (keepdims) for (let i = 1; i < depthOf(shape); i++) one = [one];
    return [one];
  }
  const found = along(values, shape, axis < 0 ? depthOf(shape) + axis : axis);
  // where the rows themselves are reduced, one value is an array of one
  return axis === 0 || axis === -depthOf(shape) ? (Array.isArray(found) ? found : [found]) : found;
}

/** The values with each single value changed; what is missing stays so. */
export function mapValues(value: unknown, change: (x: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((v) => mapValues(v, change));
  return value === undefined ? undefined : change(value);
}
