import * as outer from './outside.ts';
import { apart, CUT, deltaPhi, near, twice } from './outside.ts';

type Row = any;
enum Charge {
  Minus = -1,
  Plus = 1,
}
const CUTS = { pt: 10, eta: { max: 2.4 } };
const mass = 91.2;
const good = (m: Row): boolean => m.pt > CUTS.pt && Math.abs(m.eta) < CUTS.eta.max;

/** Plain functions of the event, of every form that users write; compilers may change their text, never their tree. */
export const lambdas: readonly ((e: Row) => unknown)[] = [
  (e) => e.Muon.filter((m: Row) => m.pt > CUT && Math.abs(m.eta) < 2.4),
  (e) => e.Muon.filter(good).length >= 2,
  (e) => e.Muon[0]?.pt,
  (e) => e.Muon[0]?.jet?.pt ?? -1,
  (e) => e.best?.jet.pt,
  (e) => e.best?.deltaR(e.Jet[0]),
  (e) => (e.best ? e.best.pt * 2 : 0),
  (e) => {
    if (!e.best) return 0;
    return e.best.pt + mass;
  },
  (e) => {
    if (e.run < 3) {
      return 1;
    }
    if (e.run < 5) {
      return 2;
    }
    return e.MET.pt;
  },
  (e) => e.weight === undefined || e.weight > 1,
  (e) => e.Muon.some((m: Row) => m.charge === Charge.Plus && !(m.charge !== 1)),
  (e) =>
    e.Pair.filter(({ lead, sub }: Row) => lead.charge !== sub.charge).map(
      ({ lead: a, sub: { pt } }: Row) => a.pt ** 2 + pt,
    ),
  (e) => e.Jet.filter((j: Row) => !e.Muon.some((m: Row) => m.deltaR(j) < 0.4)),
  (e) => e.Muon.map((m: Row) => ({ ...m, x: m.pt / 2, y: 1 })),
  (e) => e.Muon.map((m: Row) => ({ pt: m.pt, q: m.charge, twice: twice(m.pt) })),
  (e) => deltaPhi(e.MET.phi, Math.PI) < outer.CUT * 2,
  (e) => near(e.MET, apart),
  (e) => {
    const sel = (m: Row) => m.pt > 3;
    const n = e.Muon.filter(sel).length;
    return n > 1 ? n : 0;
  },
  (e) => {
    function sq(x: Row) {
      return x * x;
    }
    let r = sq(e.MET.pt);
    r += 1;
    return Math.sqrt(r);
  },
  function named(e) {
    const { pt, phi } = e.MET;
    return pt * Math.cos(phi);
  },
  (e) => {
    let w = 1;
    if (e.run > 3) w = e.MET.pt;
    else w = 2;
    return w * mass;
  },
  (e) => 30 < e.MET.pt && e.run !== 0 && e.run > 1 && e.run < 1 / 0,
  (e) => e['MET'][`p${'t'}`] > 1e3,
  (e) => (e.run === 1 ? true : e.run === 2),
  (e) => !(e.run > 1) && !(e.MET.pt > 2),
  {
    short(e: Row) {
      return e.Jet.map(outer.ptOf).sum() > CUTS.pt;
    },
  }.short,
  (e) => [e.MET.pt, e.MET.phi, -mass],
  (e) => e.Muon.combinations(2, ['lead', 'sub']),
  (e) => e.best !== null && e.best !== undefined && e.best.pt > 3,
  ({ MET: { pt = 0 }, run }) => (run > 5 ? pt : run > 3 ? pt : 0),
];
