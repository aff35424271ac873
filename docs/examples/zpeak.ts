// The Z boson in pairs of muons of opposite charge. Run it: npx tsx docs/examples/zpeak.ts [FOLDER]
import { writeFile } from 'node:fs/promises';
import { demoEvents } from '../../src/demo/generate.ts';
import { axis, histogram, type List, type LorentzVector, open } from '../../src/index.ts';

interface Muon extends LorentzVector {
  readonly charge: number;
}
interface Events {
  readonly Muon: List<Muon>;
}

const folder = process.argv[2] ?? 'demo';
const PT = 10;

const events = await open<Events>(await demoEvents(folder), { schema: 'nanoaod' });
const mass = events.Muon.filter((m) => m.pt > PT && Math.abs(m.eta) < 2.4)
  .combinations(2, ['a', 'b'])
  .filter(({ a, b }) => a.charge !== b.charge)
  .map(({ a, b }) => a.add(b).mass);
const peak = histogram(axis.regular(60, 60, 120, { name: 'mass', label: 'm(µµ) [GeV]' })).fill(mass);

console.log(peak.explain());
const result = await peak.run();
console.log(`\n${result.toString()}`);
await writeFile(`${folder}/zpeak.svg`, result.toSVG());
await events.close();
