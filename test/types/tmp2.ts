import type { ColumnWords, NumberOps, ListColumn, List } from '../../src/api/types.ts';
type A = {readonly run: number, readonly trigger: boolean};
type B = {readonly run: number, readonly trigger: boolean};
declare const w: ColumnWords<number, A>;
export const w2: ColumnWords<number, B> = w;
declare const n: NumberOps<number, A>;
export const n2: NumberOps<number, B> = n;
declare const l: ListColumn<List<number>, number, A>;
export const l2: ListColumn<List<number>, number, B> = l;
