/** What must and what must not compile with vectors. Nothing here is run. */
import type {
  AsVector,
  Candidate,
  ColumnOf,
  Dataset,
  Dynamic,
  List,
  LorentzVector,
  Momentum2D,
  Momentum3D,
  Momentum4D,
  P4,
  Plain,
  Vector3D,
  Vector4D,
} from '../../src/api/types.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
declare function same<A, B>(yes: Same<A, B>): void;
/** Compiles where the column's values have exactly these fields in results. */
declare function gives<T>(): <V>(column: ColumnOf<V, never>, yes: Same<T, Plain<V>>) => void;

interface Jet extends LorentzVector {
  readonly btag: number;
  readonly tracks: List<{ readonly z: number }>;
}
interface Muon extends Candidate {
  readonly tight: boolean;
}
interface Tower extends Momentum4D<'pt' | 'eta' | 'phi' | 'energy'> {}
interface Event {
  readonly Jet: List<Jet>;
  readonly Muon: List<Muon>;
  readonly Tower: List<Tower>;
  readonly MET: Momentum2D;
  readonly vertex: Vector3D;
  readonly hit: Vector4D<'rho' | 'phi' | 'z' | 't'>;
  readonly run: number;
}
declare const events: Dataset<Event>;
declare const p4: P4;
declare const jet: Jet;
declare const muon: Muon;
declare const vertex: Vector3D;
declare const met: Momentum2D;
declare function mass(v: LorentzVector): number;

// any momentum of four dimensions is a Lorentz vector; what is of other dimensions or of geometry is not
mass(muon);
mass(jet.add(muon));
mass(jet.boost(muon).rotateX(1));
mass(p4({ pt: 1, phi: 0, pz: 2, energy: 3 }));
// @ts-expect-error two dimensions
mass(met);
// @ts-expect-error geometry
mass(p4({ x: 1, y: 0, z: 0, t: 2 }));
// @ts-expect-error a vector in space has no pt
vertex.pt;
// @ts-expect-error nor has it a time
vertex.t;
// @ts-expect-error vectors of two and four dimensions have no sum
met.add(jet);
// @ts-expect-error nor have those of three and four a vector product
vertex.cross(jet);
// @ts-expect-error a direction is needed
jet.deltaR(met);
// @ts-expect-error three components make no Lorentz vector
p4({ pt: 1, eta: 0, phi: 0 });
met.deltaPhi(jet);
jet.deltaR({ eta: 1, phi: 2 });
jet.boost({ x: 0.1, y: 0, z: 0 }).boostX({ gamma: 2 });

// charges
const charge: number = muon.add(muon).charge + muon.boost(jet).scale(2).charge;
// @ts-expect-error jets have no charge, so the sum has none
muon.add(jet).charge;
// @ts-expect-error a velocity has none either
muon.toBeta3().charge;
void charge;

// fields of results
type Cartesian = { readonly px: number; readonly py: number; readonly pz: number; readonly energy: number };
type Polar = { readonly pt: number; readonly eta: number; readonly phi: number; readonly mass: number };
type Boosted = { readonly px: number; readonly py: number; readonly pz: number; readonly mass: number };
type Sorted<T> = { readonly [K in keyof T]: T[K] };
declare function fields<T>(): <V>(column: ColumnOf<V, never>, yes: Same<Sorted<T>, Sorted<Plain<V>>>) => void;
fields<Cartesian>()(events.Jet.sum(), true);
fields<Cartesian & { readonly charge: number }>()(events.Muon.sum(), true);
fields<Cartesian & { readonly charge: number }>()(
  events.map((e) => e.Muon.sum()),
  true,
);
fields<Boosted>()(
  events.map((e) => jet.boost(e.Jet.sum())),
  true,
);
fields<Polar>()(
  events.map((e) => e.Jet.sum().toPtPhiEtaMass()),
  true,
);
fields<{ readonly pt: number; readonly phi: number }>()(events.MET, true);
fields<{ readonly px: number; readonly py: number }>()(events.MET.add(events.MET), true);
fields<{ readonly x: number; readonly y: number; readonly z: number }>()(events.vertex.add(events.vertex), true);
fields<{ readonly rho: number; readonly phi: number; readonly eta: number }>()(
  events.map((e) => e.Jet.sum().toPtPhiEtaMass().toBeta3()),
  true,
);
same<Plain<Tower>, Plain<{ pt: number; eta: number; phi: number; energy: number }>>(true);
same<keyof Plain<Jet>, 'pt' | 'eta' | 'phi' | 'mass' | 'btag' | 'tracks'>(true);
same<keyof Plain<Muon>, 'pt' | 'eta' | 'phi' | 'mass' | 'charge' | 'tight'>(true);
gives<number[]>()(events.Jet.mt2, true);
gives<number[]>()(events.Jet.deltaPhi(events.MET), true);
gives<boolean[]>()(events.Muon.isTimelike(), true);

// vectors stay vectors
events.Jet.filter((j) => j.pt > 10)
  .concat(events.Jet)
  .combinations(2, ['a', 'b'])
  .map(({ a, b }) => a.add(b).boostZ(0.5))
  .sum().rapidity;
events.Muon.combinations(2, ['a', 'b']).a.add(events.Muon.combinations(2, ['a', 'b']).b).charge;
events.where((e) => e.hit.toXYZT().isClose(e.hit) && e.vertex.cross({ ...e.vertex }).mag > 0);
const three: Momentum3D<'px' | 'py' | 'pz'> = jet.to3D().cross(jet.to3D());
void three;

// nearest and tables of distances
gives<(Plain<Jet> | undefined)[]>()(
  events.Muon.map((m, e) => e.Jet.nearest(m, { threshold: 0.4 })),
  true,
);
gives<Plain<Jet> | undefined>()(events.Jet.nearest(events.Muon.at(0), 0.4), true);
events.Jet.nearest(events.Muon.at(0), { metric: (j, m) => Math.abs(j.deltaPhi(m)), threshold: events.run });
gives<number[][]>()(events.Jet.metricTable(events.Muon, { metric: (j, m) => j.pt - m.charge }), true);
// @ts-expect-error the metric is of two vectors
events.Jet.metricTable(events.Muon, { metric: (j: Jet) => j.name });
// @ts-expect-error the elements have no direction
events.Jet.tracks.nearest(jet);

// records that are vectors by their fields
type Track = AsVector<{ readonly pt: number; readonly eta: number; readonly phi: number; readonly chi2: number }>;
type Hit = AsVector<{ readonly x: number; readonly y: number; readonly layer: number }>;
declare const tracks: Dataset<{ readonly tracks: List<Track>; readonly hits: List<Hit>; readonly mu: AsVector<Jet> }>;
gives<number[]>()(tracks.tracks.pz, true);
fields<{ readonly px: number; readonly py: number; readonly pz: number }>()(tracks.tracks.sum(), true);
fields<{ readonly x: number; readonly y: number }>()(tracks.hits.sum(), true);
same<keyof Plain<Track>, 'pt' | 'eta' | 'phi' | 'chi2'>(true);
// @ts-expect-error in two dimensions there is no η
tracks.hits.eta;
// @ts-expect-error no vector at all
tracks.map((e) => e.hits.map((h) => ({ layer: h.layer }) satisfies AsVector<{ layer: number }>)).x;

declare const loose: Dynamic;
mass(loose.add(loose));
loose.nearest(loose, { threshold: 1 });
