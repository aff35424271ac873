import { concatLayouts } from './concat.ts';
import type { Layout, UnionLayout } from './layout.ts';
import { takeLayout } from './take-layout.ts';

/** A value that code carries without looking inside: where it stands. */
export interface Pick {
  readonly layout: UnionLayout;
  readonly at: number;
}

/** The value of a union at a position. */
export function pick(layout: UnionLayout, at: number): Pick {
  return { layout, at };
}

/** Carried values as a layout; where there is none, something stands that nobody looks at. `empty` are the contents of no values. */
export function gather(picks: readonly (Pick | undefined | '')[], empty: readonly Layout[]): Layout {
  const none: UnionLayout = { is: 'union', tags: new Int8Array(1), index: new Int32Array(1).fill(-1), contents: empty };
  const layouts = [...new Set(picks.map((one) => (one ? one.layout : none)))];
  const parts = layouts.length === 0 ? [none] : layouts;
  const rows = new Map(parts.map((layout): [UnionLayout, number[]] => [layout, []]));
  const places = picks.map((one) => {
    const layout = one ? one.layout : none;
    return { layout, at: (rows.get(layout) as number[]).push(one ? one.at : -1) - 1 };
  });
  const taken = parts.map((layout) => takeLayout(layout, Int32Array.from(rows.get(layout) as number[])));
  if (taken.length === 1) return taken[0] as Layout;
  const starts = new Map<UnionLayout, number>();
  let start = 0;
  for (const layout of parts) {
    starts.set(layout, start);
    start += (rows.get(layout) as number[]).length;
  }
  return takeLayout(
    concatLayouts(taken),
    Int32Array.from(places, ({ layout, at }) => (starts.get(layout) as number) + at),
  );
}
