/** The examples beside the analysis tools in src/index.ts run, and their types are right. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PageFolder } from '../tools/page-folder.ts';

const TOOLS = [
  'selection',
  'cutflow',
  'nMinusOne',
  'weights',
  'vary',
  'stackVariations',
  'lumiMask',
  'lumiList',
  'distinct',
  'countBy',
  'sumBy',
];

/** What the examples are about, and what those of others have made before them. */
const BEFORE = `
import { writeFile } from 'node:fs/promises';
import {
  axis, compute, countBy, cutflow, distinct, fromValues, histogram, lumiList, lumiMask, nMinusOne, selection,
  stackVariations, sumBy, vary, weights, type List, type LorentzVector,
} from 'jagged';

interface Jet extends LorentzVector { hadronFlavour: number }
interface Event {
  run: number; luminosityBlock: number; dataset: string; mass: number;
  genWeight: number; puWeight: number; puWeightUp: number; puWeightDown: number;
  HLT: { Mu24: boolean }; MET: { pt: number }; Muon: List<LorentzVector>; Jet: List<Jet>;
}
const muon = { pt: 30.5, eta: 0.5, phi: 0.5, mass: 0.5 };
const events = fromValues<Event>(
  Array.from({ length: 20 }, (_, i) => ({
    run: 273158 + (i % 2), luminosityBlock: 1 + i, dataset: i % 3 === 0 ? 'a' : 'b', mass: 60.5 + i,
    genWeight: i % 4 === 0 ? -1.5 : 1.5, puWeight: 1.5, puWeightUp: 1.75, puWeightDown: 1.25,
    HLT: { Mu24: i % 5 > 0 }, MET: { pt: i + 0.5 }, Muon: Array.from({ length: i % 4 }, () => muon),
    Jet: Array.from({ length: i % 3 }, () => ({ ...muon, hadronFlavour: i % 6 })),
  })),
);
const good = selection(events, { trigger: (e) => e.HLT.Mu24, twoMuons: (e) => e.Muon.length >= 2 });
const outputs = vary(
  events,
  { jesUp: (e) => e.withField('Jet.pt', (j) => j.pt * 1.02) },
  (e) => ({ ht: histogram(axis.regular(50, 0, 500)).fill(e.Jet.pt.sum()) }),
);
`;

const source = readFileSync(new URL('../../src/index.ts', import.meta.url), 'utf8');

/** The example in the comment before a name. */
function exampleOf(name: string): string {
  const [before] = source.split(new RegExp(`^export (?:const|function) ${name}\\b`, 'm')) as [string];
  const comment = before.slice(before.lastIndexOf('/**'));
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(comment.replaceAll(/^ \* ?/gm, '')) ?? [];
  return code;
}

describe('examples of the analysis tools', async () => {
  const folder = await PageFolder.with(new Map(), false);
  afterAll(() => folder.remove());
  const examples = TOOLS.map((name) => [name, exampleOf(name)] as const);
  const program = [BEFORE, ...examples.map(([name, code]) => `{\n${code}\nconsole.log('${name} ran');\n}`)].join('\n');

  it('are there', () => {
    expect(examples.filter(([, code]) => code.trim() === '')).toEqual([]);
  });

  it('run', () => {
    writeFileSync(join(folder.path, 'Cert_Collisions2016_golden.json'), '{"273158": [[1, 12], [20, 21]]}');
    const printed = folder.run(program);
    for (const name of TOOLS) expect(printed).toContain(`${name} ran\n`);
    expect(JSON.parse(readFileSync(join(folder.path, 'processed.json'), 'utf8'))).toHaveProperty('273158');
  });

  it('have the right types', () => {
    expect(folder.typeErrors(program)).toEqual([]);
  });
});
