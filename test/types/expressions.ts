/** Expressions as people write them: types.test.ts holds what the compiler calls their types. Nothing here is run. */
import type { Ak, Candidate, Compute, Dataset, List } from '../../src/api/types.ts';

interface Muon extends Candidate {
  readonly tight: boolean;
}
interface Event {
  readonly Muon: List<Muon>;
  readonly MET: { readonly pt: number; readonly phi: number };
  readonly run: number;
}
declare const events: Dataset<Event>;
declare const ak: Ak;
declare const compute: Compute;

export const run = events.run;
export const count = events.Muon.length;
export const total = ak.sum(events.Muon.pt, { axis: 1 });
export const all = ak.sum(events.Muon.pt);
export const muons = events.Muon.filter((m) => m.pt > 20 && m.tight);
export const pts = events.Muon.pt;
export const jagged = ak.array([[1, 2], [3]]);
export const values = await pts.toArray();
export const tight = await muons.tight.toArray();
export const results = await compute({ run, n: events.count() });
