/** The types of the surface, in one place. */
export type * from './ak-array-types.ts';
export type * from './ak-math-types.ts';
export type * from './ak-str-types.ts';
export type * from './ak-types.ts';
export type * from './columns.ts';
export type * from './datasets.ts';
export type * from './groups-types.ts';
export type * from './lumi-types.ts';
export type * from './join-types.ts';
export type * from './output-types.ts';
export type * from './overlap-types.ts';
export type * from './paths.ts';
export type * from './selection-types.ts';
export type * from './values.ts';
export type * from './vary-types.ts';
export type * from './vectors.ts';
export type * from './weights-types.ts';
