import { combineOps } from './arrays-combine.ts';
import { recordOps } from './arrays-records.ts';
import { reduceOps } from './arrays-reduce.ts';
import { structureOps } from './arrays-structure.ts';
import { typeOps } from './arrays-types.ts';

/** Operations on whole arrays, with the names and the meaning of Awkward Array 2. */
export const arrayOps = { ...structureOps, ...reduceOps, ...combineOps, ...recordOps, ...typeOps };
