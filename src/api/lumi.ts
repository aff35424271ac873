import { GROUP } from '../../compiler/ops/counting.ts';
import { mismatch } from '../../compiler/ops/rules.ts';
import { call } from '../../compiler/ops/table.ts';
import { type Expr, type Json, record } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { isInteger } from '../../compiler/tree/type.ts';
import type { GroupsPartial } from '../../kernels/groups.ts';
import { makeInRanges } from '../../kernels/ranges.ts';
import { lumiListOf } from '../results/lumi-list.ts';
import { lumiRanges } from '../sources/lumi-ranges.ts';
import { asColumn } from './column-core.ts';
import { type Core, fieldOfRow, joinReadings, resultOf, sameRows } from './core.ts';
import { asDataset, columnOf } from './dataset.ts';
import { Reduced } from './reduced.ts';

/** Under this key a function says what it means in an expression. */
const WORD = Symbol.for('jagged.word');

/** Whether sections are among those that the usual JSON lists: of columns, in expressions, and of numbers. */
export function lumiMaskOf(given: unknown): object {
  const ranges = lumiRanges(given);
  const includes = makeInRanges({ ranges });
  const test = (...args: readonly Expr[]): Expr => {
    if (args.length !== 2) throw wrongArguments('a luminosity mask');
    return call('inRanges', args, { ranges: ranges as unknown as Json });
  };
  const mask = (...args: readonly unknown[]): unknown => {
    if (args.length === 2 && args.every((x) => typeof x === 'number' || typeof x === 'bigint'))
      return includes(Number(args[0]), Number(args[1]));
    const { core, run, section } = sectionsOf(args, 'a luminosity mask');
    return columnOf(core, test(run, section));
  };
  return Object.assign(mask, { ranges, [WORD]: test });
}

/** The luminosity sections of the rows, each once. */
export function lumiListOfRows(...args: readonly unknown[]): Reduced {
  const { core, run, section } = sectionsOf(args, 'lumiList');
  for (const { type } of [run, section]) if (!isInteger(type)) throw mismatch('lumiList', 'integers', type);
  const keys = record([
    ['run', run],
    ['luminosityBlock', section],
  ]);
  const asked = resultOf(core, 'group', record([[GROUP.keys, keys]]), { how: 'distinct', most: MOST_SECTIONS });
  return new Reduced(core, asked, (partial) => {
    const [runs, sections] = (partial as GroupsPartial).keys.map((part) => part.map(Number));
    return lumiListOf(runs as number[], sections as number[]);
  });
}

/** All of an experiment are fewer. */
const MOST_SECTIONS = 2 ** 24;

const wrongArguments = (what: string): ExpressionError =>
  new ExpressionError('wrong-argument', `${what} takes events, or run and luminosity section`, {
    hint: 'mask(events), or mask(events.runNumber, events.lumiBlock) where they have other names',
  });

interface Sections {
  readonly core: Core;
  readonly run: Expr;
  readonly section: Expr;
}

/** The run and the section of the rows of a dataset, or two columns. */
function sectionsOf(args: readonly unknown[], what: string): Sections {
  const core = asDataset(args[0]);
  if (core !== undefined && args.length === 1)
    return { core, run: fieldOfRow(core, 'run'), section: fieldOfRow(core, 'luminosityBlock') };
  const [run, section] = [asColumn(args[0]), asColumn(args[1])];
  if (run === undefined || section === undefined || args.length !== 2) throw wrongArguments(what);
  sameRows(run.core, section.core, what);
  return { core: joinReadings(run.core, [section.core]), run: run.expr, section: section.expr };
}
