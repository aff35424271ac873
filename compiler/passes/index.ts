import type { Rule } from './rule.ts';
import { askCountsFirst } from './rules/ask-counts-first.ts';
import { countWithoutValues } from './rules/count-without-values.ts';
import { foldConstants } from './rules/fold-constants.ts';
import { foldLogic } from './rules/fold-logic.ts';
import { fuseFilters } from './rules/fuse-filters.ts';
import { seeThroughFields } from './rules/see-through-fields.ts';

/** The rewrite rules in the order in which they are tried at a node. */
export const rules: readonly Rule[] = [
  foldConstants, // first: makes literals that the next rules look for
  foldLogic,
  seeThroughFields, // before filters: these stand next to each other then
  fuseFilters, // before counting: fewer steps to look through
  countWithoutValues,
  askCountsFirst, // last: looks through lists that the others have made simple
];
