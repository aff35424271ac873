import type { List, ListWords,Column } from '../../src/api/types.ts';
declare const l: ListWords<{a: number}>;
export const l2: ListWords<{a: number}> = l;
declare const m: List<{a: number}>;
export const m2: List<{a: number}> = m;
declare const k: Column<number,{a: number}>;
export const k2: Column<number,{a: number}> = k;
