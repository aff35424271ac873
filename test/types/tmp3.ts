import type { Ak, ColumnOf, List, LorentzVector, Dataset, ListOf, Column } from '../../src/api/types.ts';
interface Muon extends LorentzVector { readonly charge: number; readonly hits: List<number> }
declare const a: List<Muon>;
export const b: List<LorentzVector> = a;
export const c: List<{readonly pt: number}> = a;
export const d: List<number | undefined> = a.charge;
declare const events: Dataset<{ readonly Muon: List<Muon>; readonly run: number }>;
export const e: ColumnOf<ListOf<LorentzVector>, { readonly Muon: List<Muon>; readonly run: number }> = events.Muon;
declare const ak: Ak;
declare function w1<X>(c: X): X;
export const z= ak.where(events.Muon.pt.gt(1), events.Muon.pt, events.Muon.pt);
export const z2= ak.where(events.run.gt(1), events.run, 0);
export const z3= ak.where(events.run.gt(1), 0, events.run);
export type Q = Column<number, 1>; w1;
