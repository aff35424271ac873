/** The types of vectors: records with the coordinates of a vector have these properties and methods. */

declare const vectorTag: unique symbol;

/**
 * What is known of a vector: its dimension, whether its fields have the names of momenta or of geometry, which
 * coordinates may be stored, and what it carries besides. Of names that exclude each other the usual ones count: pt before
 * px, eta before theta before pz, mass before energy.
 */
export interface VectorKind<D = 2 | 3 | 4, F = string, S = string, C = unknown> {
  readonly dimension: D;
  readonly names: F;
  readonly stored: S;
  readonly carries: C;
}

/** What marks a vector and holds its kind; generic functions take this. */
export interface VectorOf<out K> {
  readonly [vectorTag]: K;
}

/** Any vector of a dimension. */
type OfDimension<D> = VectorOf<VectorKind<D>>;

/** An angle around the beam: any vector has one. */
export interface Azimuth {
  readonly phi: number;
}
/** A direction in space: any vector of three or four dimensions has one. */
export interface Direction extends Azimuth {
  readonly eta: number;
}

/** Three Cartesian components, as of a velocity in units of c. */
export interface Components3D {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A momentum and an energy, in Cartesian components. */
export interface Momentum {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
}

type Momentum2DParts = { readonly pt: number; readonly phi: number } | { readonly px: number; readonly py: number };
type Momentum3DParts = Momentum2DParts &
  ({ readonly eta: number } | { readonly theta: number } | { readonly pz: number });
type Momentum4DParts = Momentum3DParts &
  ({ readonly mass: number } | { readonly m: number } | { readonly energy: number } | { readonly E: number });
type Geometric2DParts = { readonly rho: number; readonly phi: number } | { readonly x: number; readonly y: number };
type Geometric3DParts = Geometric2DParts &
  ({ readonly eta: number } | { readonly theta: number } | { readonly z: number });
type Geometric4DParts = Geometric3DParts & ({ readonly tau: number } | { readonly t: number });

/** What `p4` makes a vector of four dimensions from. */
export type VectorParts = Momentum4DParts | Geometric4DParts;

/** The vector that a record with fields R is; `unknown` where it is none. */
export type VectorFrom<R> = R extends Momentum4DParts
  ? Momentum4D<Extract<keyof R, MomentumName>, Carried<R>> & Carried<R>
  : R extends Geometric4DParts
    ? Vector4D<Extract<keyof R, GeometricName>, Carried<R>> & Carried<R>
    : R extends Momentum3DParts
      ? Momentum3D<Extract<keyof R, MomentumName>, Carried<R>> & Carried<R>
      : R extends Geometric3DParts
        ? Vector3D<Extract<keyof R, GeometricName>, Carried<R>> & Carried<R>
        : R extends Momentum2DParts
          ? Momentum2D<Extract<keyof R, MomentumName>, Carried<R>> & Carried<R>
          : R extends Geometric2DParts
            ? Vector2D<Extract<keyof R, GeometricName>, Carried<R>> & Carried<R>
            : unknown;

/** Records with fields R, as the vectors that they are: `type Muon = AsVector<{ pt: number; eta: number; phi: number }>`. */
export type AsVector<R> = R & VectorFrom<R>;

/** The charge of a particle, which sums of vectors add up. */
export interface Charged {
  readonly charge: number;
}
type Carried<P> = P extends Charged ? Charged : unknown;

type MomentumName = 'px' | 'py' | 'pt' | 'phi' | 'pz' | 'eta' | 'theta' | 'energy' | 'E' | 'e' | 'mass' | 'm' | 'M';
type GeometricName = 'x' | 'y' | 'rho' | 'phi' | 'z' | 'eta' | 'theta' | 't' | 'tau';

/** Names of coordinates, by the part of a vector that they are of. */
type AzimuthalOf<S> = Extract<S, 'px' | 'py' | 'pt' | 'phi' | 'x' | 'y' | 'rho'>;
type LongitudinalOf<S> = Extract<S, 'pz' | 'eta' | 'theta' | 'z'>;
type TemporalOf<S> =
  | Extract<S, 'mass' | 'energy' | 't' | 'tau'>
  | (Extract<S, 'E' | 'e'> extends never ? never : 'energy')
  | (Extract<S, 'm' | 'M'> extends never ? never : 'mass');

type Cartesian2<F> = F extends 'momentum' ? 'px' | 'py' : 'x' | 'y';
type Cartesian3<F> = F extends 'momentum' ? 'px' | 'py' | 'pz' : 'x' | 'y' | 'z';
type Along<F> = F extends 'momentum' ? 'pz' : 'z';
type Time<F> = F extends 'momentum' ? 'energy' : 't';
type CartesianOf<D, F> = D extends 2 ? Cartesian2<F> : D extends 3 ? Cartesian3<F> : Cartesian3<F> | Time<F>;
type Geometric<S> =
  | Exclude<S, 'px' | 'py' | 'pz' | 'pt'>
  | (S extends 'px' ? 'x' : S extends 'py' ? 'y' : S extends 'pz' ? 'z' : S extends 'pt' ? 'rho' : never);

/** The vector of a dimension and kind of names that stores S and carries C. */
type In<D, F, S extends string, C> = C &
  (F extends 'momentum'
    ? D extends 2
      ? Momentum2D<S, C>
      : D extends 3
        ? Momentum3D<S, C>
        : Momentum4D<S, C>
    : D extends 2
      ? Vector2D<S, C>
      : D extends 3
        ? Vector3D<S, C>
        : Vector4D<S, C>);

/** The sum of two vectors of kinds V and W: a momentum where one is, with a charge where both have one. */
export type SumOf<V, W> = [W] extends [never]
  ? SumOf<V, V>
  : V extends VectorKind<infer D, infer F, infer _S, infer C>
    ? W extends VectorKind<unknown, infer G, infer _T, infer B>
      ? In<
          D,
          'momentum' extends F | G ? 'momentum' : 'geometry',
          CartesianOf<D, 'momentum' extends F | G ? 'momentum' : 'geometry'>,
          C extends Charged ? (B extends Charged ? Charged : unknown) : unknown
        >
      : never
    : never;

/** The methods whose result has the kinds of two vectors. */
export type Joining = 'add' | 'subtract' | 'cross';

/** How close numbers are that count as the same: |a − b| ≤ absolute + relative · |b|. */
export interface Tolerances {
  /** 1e-5 where it is not given. */
  readonly relative?: number;
  /** 1e-8 where it is not given. */
  readonly absolute?: number;
}

/** What vectors of all dimensions have. */
export interface PlanarWords<D, F, S extends string, C> extends VectorOf<VectorKind<D, F, S, C>> {
  /** The component along x, ρ·cos φ: `float64`. */
  readonly x: number;
  /** The component along y, ρ·sin φ: `float64`. */
  readonly y: number;
  /** The length across the beam, √(x² + y²): `float64`. */
  readonly rho: number;
  /** ρ²: `float64`. */
  readonly rho2: number;
  /** The angle around the beam, from −π to π unless stored otherwise: `float64`. */
  readonly phi: number;
  /** The difference in φ to another vector, from −π to π: `float64`. */
  deltaPhi(other: Azimuth): number;
  /** The sum of this vector and another of its dimension; charges are added. */
  add<W extends VectorKind<D>>(other: VectorOf<W>): SumOf<VectorKind<D, F, S, C>, W>;
  /** This vector less another of its dimension; charges are subtracted. */
  subtract<W extends VectorKind<D>>(other: VectorOf<W>): SumOf<VectorKind<D, F, S, C>, W>;
  /** All components times a factor. A vector that stores a mass cannot be scaled by a negative one: see `negate`. */
  scale(factor: number): In<D, F, S, C>;
  /** The opposite of all components, of the energy too. */
  negate(): In<D, F, AzimuthalOf<S> | LongitudinalOf<S> | (D extends 4 ? Time<F> : never), C>;
  /** The vector divided by its length, ρ, |p| or |τ|. */
  unit(): In<D, F, S, C>;
  /** The scalar product with another vector of its dimension; of four dimensions t·t′ − p·p′: `float64`. */
  dot(other: OfDimension<D>): number;
  /** Turned around the beam by an angle. */
  rotateZ(angle: number): In<D, F, S, C>;
  /** Whether the coordinates are the same: those that both store, else the Cartesian ones. */
  equals(other: OfDimension<D>): boolean;
  /** Whether the coordinates are close: those that both store, else the Cartesian ones. */
  isClose(other: OfDimension<D>, tolerances?: Tolerances): boolean;
  /** Whether the vectors point the same way: `cos > 1 − tolerance`, which is 1e-5 where it is not given. */
  isParallel(other: OfDimension<D extends 2 ? 2 : 3 | 4>, tolerance?: number): boolean;
  /** Whether the vectors point opposite ways: `cos < tolerance − 1`. */
  isAntiparallel(other: OfDimension<D extends 2 ? 2 : 3 | 4>, tolerance?: number): boolean;
  /** Whether the vectors stand across each other: `|cos| < tolerance`. */
  isPerpendicular(other: OfDimension<D extends 2 ? 2 : 3 | 4>, tolerance?: number): boolean;
}

/** What vectors of three and four dimensions have besides. */
export interface SpatialWords<D, F, S extends string, C> extends PlanarWords<D, F, S, C> {
  /** The component along the beam: `float64`. */
  readonly z: number;
  /** The angle to the beam, from 0 to π: `float64`. */
  readonly theta: number;
  /** The pseudorapidity, asinh(z / ρ); ±∞ along the beam, 0 for a vector of length 0: `float64`. */
  readonly eta: number;
  /** cos θ: `float64`. */
  readonly cosTheta: number;
  /** cot θ = z / ρ: `float64`. */
  readonly cotTheta: number;
  /** The length in space, √(ρ² + z²): `float64`. */
  readonly mag: number;
  /** The square of the length in space: `float64`. */
  readonly mag2: number;
  /** The difference in η to another vector: `float64`. */
  deltaEta(other: { readonly eta: number }): number;
  /** The distance to another vector in η and φ: `float64`. */
  deltaR(other: Direction): number;
  /** The square of ΔR: `float64`. */
  deltaR2(other: Direction): number;
  /** The angle between two vectors, from 0 to π; NaN where one has no length: `float64`. */
  deltaAngle(other: OfDimension<3 | 4>): number;
  /** The part across the beam. */
  to2D(): In<2, F, AzimuthalOf<S>, C>;
  /** Turned around the x axis by an angle. */
  rotateX(angle: number): In<D, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Turned around the y axis by an angle. */
  rotateY(angle: number): In<D, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Turned around an axis by an angle. */
  rotateAxis(axis: OfDimension<3> | Components3D, angle: number): In<D, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Turned by Euler angles around the axes of an order, 'zxz' where it is not given; as ROOT's Math::EulerAngles. */
  rotateEuler(phi: number, theta: number, psi: number, order?: string): In<D, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Turned by yaw, pitch and roll. */
  rotateNautical(yaw: number, pitch: number, roll: number): In<D, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Turned by the quaternion u + xi + yj + zk of length 1. */
  rotateQuaternion(u: number, i: number, j: number, k: number): In<D, F, Cartesian3<F> | TemporalOf<S>, C>;
}

/** A velocity along an axis, in units of c, or the γ of one with the sign of the velocity. */
export type AxisBoost = number | { readonly beta: number } | { readonly gamma: number };

/** What can be boosted by: the velocity of a vector of four dimensions, or a velocity. */
type Booster = OfDimension<3 | 4> | Momentum | Components3D;

/** What vectors of four dimensions have besides. */
export interface LorentzWords<F, S extends string, C> extends SpatialWords<4, F, S, C> {
  /** The time or energy, √(max(0, |p|² + τ²)): `float64`. */
  readonly t: number;
  /** t²: `float64`. */
  readonly t2: number;
  /** The proper time or mass, √(t² − |p|²), negative where its square is: `float64`. */
  readonly tau: number;
  /** τ² = t² − |p|²: `float64`. */
  readonly tau2: number;
  /** The velocity in units of c, |p| / t: `float64`. */
  readonly beta: number;
  /** t / τ: `float64`. */
  readonly gamma: number;
  /** The rapidity, ½ ln((t + z) / (t − z)): `float64`. */
  readonly rapidity: number;
  /** The distance to another vector in rapidity and φ: `float64`. */
  deltaRapidityPhi(other: OfDimension<4>): number;
  /** The square of that distance: `float64`. */
  deltaRapidityPhi2(other: OfDimension<4>): number;
  /** Whether `τ² > tolerance`, which is 0 where it is not given. */
  isTimelike(tolerance?: number): boolean;
  /** Whether `τ² < −tolerance`, which is 0 where it is not given. */
  isSpacelike(tolerance?: number): boolean;
  /** Whether `|τ²| < tolerance`, which is 1e-5 where it is not given. */
  isLightlike(tolerance?: number): boolean;
  /** The components in space times a factor; the mass, or else the energy, stays. */
  scale3D(factor: number): In<4, F, S, C>;
  /** The part in space. */
  to3D(): In<3, F, AzimuthalOf<S> | LongitudinalOf<S>, C>;
  /** The velocity in units of c: coffea's `boostvec`. */
  toBeta3(): Vector3D<Geometric<AzimuthalOf<S> | LongitudinalOf<S>> & string>;
  /** This vector boosted by the velocity of another, or by a velocity; a stored mass stays. */
  boost(by: Booster): In<4, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** This vector in the rest frame of another, or in the frame that moves with a velocity. */
  boostToCenterOfMass(of: Booster): In<4, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Boosted along the x axis. */
  boostX(by: AxisBoost): In<4, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Boosted along the y axis. */
  boostY(by: AxisBoost): In<4, F, Cartesian3<F> | TemporalOf<S>, C>;
  /** Boosted along the beam. */
  boostZ(by: AxisBoost): In<4, F, AzimuthalOf<S> | Along<F> | TemporalOf<S>, C>;
}

/** What vectors of three dimensions alone have. */
interface CrossWords<F, S extends string, C> extends SpatialWords<3, F, S, C> {
  /** The vector product with another vector of three dimensions. */
  cross<W extends VectorKind<3>>(other: VectorOf<W>): SumOf<VectorKind<3, F, S, unknown>, W>;
}

/** The names of momenta across the beam. */
interface Momentum2DNames {
  /** The momentum along x: `float64`. */
  readonly px: number;
  /** The momentum along y: `float64`. */
  readonly py: number;
  /** The momentum across the beam: `float64`. */
  readonly pt: number;
  /** The square of the momentum across the beam: `float64`. */
  readonly pt2: number;
}

/** The names of momenta in space. */
interface Momentum3DNames extends Momentum2DNames {
  /** The momentum along the beam: `float64`. */
  readonly pz: number;
  /** The absolute momentum: `float64`. */
  readonly p: number;
  /** The square of the momentum: `float64`. */
  readonly p2: number;
  /** η: `float64`. */
  readonly pseudorapidity: number;
}

/** The names of momenta and energies. */
interface Momentum4DNames extends Momentum3DNames {
  /** The energy: `float64`. */
  readonly energy: number;
  /** The energy: `float64`. */
  readonly E: number;
  /** The energy: `float64`. */
  readonly e: number;
  /** The square of the energy: `float64`. */
  readonly energy2: number;
  /** The square of the energy: `float64`. */
  readonly E2: number;
  /** The invariant mass, negative where its square is: `float64`. */
  readonly mass: number;
  /** The invariant mass: `float64`. */
  readonly m: number;
  /** The invariant mass: `float64`. */
  readonly M: number;
  /** The square of the mass: `float64`. */
  readonly mass2: number;
  /** The square of the mass: `float64`. */
  readonly m2: number;
  /** The transverse mass, √(E² − pz²), negative where its square is: `float64`. */
  readonly mt: number;
  /** The square of the transverse mass: `float64`. */
  readonly mt2: number;
  /** The transverse energy, E·sin θ: `float64`. */
  readonly et: number;
  /** The square of the transverse energy: `float64`. */
  readonly et2: number;
}

/** A vector across the beam, by default of x and y. */
export interface Vector2D<out S extends string = 'x' | 'y', out C = unknown>
  extends PlanarWords<2, 'geometry', S, C>,
    Geometric2D<C> {}
/** A vector in space, by default of x, y and z. */
export interface Vector3D<out S extends string = 'x' | 'y' | 'z', out C = unknown>
  extends CrossWords<'geometry', S, C>,
    Geometric3D<C> {}
/** A vector in space and time, by default of x, y, z and t. */
export interface Vector4D<out S extends string = 'x' | 'y' | 'z' | 't', out C = unknown>
  extends LorentzWords<'geometry', S, C>,
    Geometric4D<C> {}
/** A momentum across the beam, by default of pt and phi: `MET: Momentum2D`. */
export interface Momentum2D<out S extends string = 'pt' | 'phi', out C = unknown>
  extends PlanarWords<2, 'momentum', S, C>,
    Momentum2DNames,
    Conversions2D<C> {}
/** A momentum in space, by default of pt, eta and phi. */
export interface Momentum3D<out S extends string = 'pt' | 'eta' | 'phi', out C = unknown>
  extends CrossWords<'momentum', S, C>,
    Momentum3DNames,
    Conversions3D<C> {}
/** A momentum with an energy or a mass: `interface Jet extends Momentum4D<'pt' | 'eta' | 'phi' | 'energy'>`. */
export interface Momentum4D<out S extends string = LorentzNames, out C = unknown>
  extends LorentzWords<'momentum', S, C>,
    Momentum4DNames,
    Conversions4D<C> {}

/** Any of these names: whatever a Lorentz vector stores. In results it is pt, eta, phi and mass. */
export type LorentzNames = MomentumName;

/** A Lorentz vector of pt, eta, phi and mass. Record types extend it: `interface Muon extends LorentzVector`. */
export interface LorentzVector extends Momentum4D {}

/** A Lorentz vector with a charge, which sums add up: `interface Muon extends Candidate`. */
export interface Candidate extends Momentum4D<LorentzNames, Charged>, Charged {}

type M2<S extends string, C> = In<2, 'momentum', S, C>;
type M3<S extends string, C> = In<3, 'momentum', S, C>;
type M4<S extends string, C> = In<4, 'momentum', S, C>;
type V2<S extends string, C> = In<2, 'geometry', S, C>;
type V3<S extends string, C> = In<3, 'geometry', S, C>;
type V4<S extends string, C> = In<4, 'geometry', S, C>;

/** A momentum in other coordinates: the names say which are stored then. */
interface Conversions2D<C> {
  toPxPy(): M2<'px' | 'py', C>;
  toPtPhi(): M2<'pt' | 'phi', C>;
}
interface Conversions3D<C> extends Conversions2D<C> {
  toPxPyPz(): M3<'px' | 'py' | 'pz', C>;
  toPxPyTheta(): M3<'px' | 'py' | 'theta', C>;
  toPxPyEta(): M3<'px' | 'py' | 'eta', C>;
  toPtPhiPz(): M3<'pt' | 'phi' | 'pz', C>;
  toPtPhiTheta(): M3<'pt' | 'phi' | 'theta', C>;
  toPtPhiEta(): M3<'pt' | 'phi' | 'eta', C>;
}
interface Conversions4D<C> extends Conversions3D<C> {
  toPxPyPzEnergy(): M4<'px' | 'py' | 'pz' | 'energy', C>;
  toPxPyPzMass(): M4<'px' | 'py' | 'pz' | 'mass', C>;
  toPxPyThetaEnergy(): M4<'px' | 'py' | 'theta' | 'energy', C>;
  toPxPyThetaMass(): M4<'px' | 'py' | 'theta' | 'mass', C>;
  toPxPyEtaEnergy(): M4<'px' | 'py' | 'eta' | 'energy', C>;
  toPxPyEtaMass(): M4<'px' | 'py' | 'eta' | 'mass', C>;
  toPtPhiPzEnergy(): M4<'pt' | 'phi' | 'pz' | 'energy', C>;
  toPtPhiPzMass(): M4<'pt' | 'phi' | 'pz' | 'mass', C>;
  toPtPhiThetaEnergy(): M4<'pt' | 'phi' | 'theta' | 'energy', C>;
  toPtPhiThetaMass(): M4<'pt' | 'phi' | 'theta' | 'mass', C>;
  toPtPhiEtaEnergy(): M4<'pt' | 'phi' | 'eta' | 'energy', C>;
  toPtPhiEtaMass(): M4<'pt' | 'phi' | 'eta' | 'mass', C>;
}
/** The same for vectors with the names of geometry. */
interface Geometric2D<C> {
  toXY(): V2<'x' | 'y', C>;
  toRhoPhi(): V2<'rho' | 'phi', C>;
}
interface Geometric3D<C> extends Geometric2D<C> {
  toXYZ(): V3<'x' | 'y' | 'z', C>;
  toXYTheta(): V3<'x' | 'y' | 'theta', C>;
  toXYEta(): V3<'x' | 'y' | 'eta', C>;
  toRhoPhiZ(): V3<'rho' | 'phi' | 'z', C>;
  toRhoPhiTheta(): V3<'rho' | 'phi' | 'theta', C>;
  toRhoPhiEta(): V3<'rho' | 'phi' | 'eta', C>;
}
interface Geometric4D<C> extends Geometric3D<C> {
  toXYZT(): V4<'x' | 'y' | 'z' | 't', C>;
  toXYZTau(): V4<'x' | 'y' | 'z' | 'tau', C>;
  toXYThetaT(): V4<'x' | 'y' | 'theta' | 't', C>;
  toXYThetaTau(): V4<'x' | 'y' | 'theta' | 'tau', C>;
  toXYEtaT(): V4<'x' | 'y' | 'eta' | 't', C>;
  toXYEtaTau(): V4<'x' | 'y' | 'eta' | 'tau', C>;
  toRhoPhiZT(): V4<'rho' | 'phi' | 'z' | 't', C>;
  toRhoPhiZTau(): V4<'rho' | 'phi' | 'z' | 'tau', C>;
  toRhoPhiThetaT(): V4<'rho' | 'phi' | 'theta' | 't', C>;
  toRhoPhiThetaTau(): V4<'rho' | 'phi' | 'theta' | 'tau', C>;
  toRhoPhiEtaT(): V4<'rho' | 'phi' | 'eta' | 't', C>;
  toRhoPhiEtaTau(): V4<'rho' | 'phi' | 'eta' | 'tau', C>;
}

/** The type of `p4`, which makes a vector of four dimensions from its coordinates. */
export type P4 = <const P extends VectorParts>(parts: P) => VectorFrom<P>;

/** The type of `deltaR`, the distance of two vectors in eta and phi. */
export type DeltaR = (a: Direction, b: Direction) => number;

/** The type of `deltaPhi`, the difference of two angles, from −π to π. */
export type DeltaPhi = (a: number, b: number) => number;

/** The first of some names that is one of S. */
type First<S, N extends readonly string[]> = N extends readonly [infer H, ...infer R extends readonly string[]]
  ? H extends S
    ? H
    : First<S, R>
  : never;

/** Of names that exclude each other, the ones that a vector stores: see VectorKind. */
export type StoredNames<S> =
  | (Extract<S, 'pt' | 'rho'> extends never ? Extract<S, 'px' | 'py' | 'x' | 'y'> : Extract<S, 'pt' | 'rho' | 'phi'>)
  | First<S, ['eta', 'theta', 'pz', 'z']>
  | First<S, ['mass', 'm', 'M', 'tau', 'energy', 'E', 'e', 't']>;

/** The properties that a vector of any kind computes. */
type ComputedNames =
  | Exclude<keyof SpatialWords<3, 'geometry', string, unknown>, symbol>
  | Exclude<keyof LorentzWords<'geometry', string, unknown>, symbol>
  | keyof Momentum4DNames;

/** The names of the properties that vectors compute and do not store: not among the fields of results. */
export type Computed<T> =
  T extends VectorOf<infer K>
    ? K extends VectorKind<unknown, unknown, infer S>
      ? Exclude<ComputedNames, StoredNames<S>>
      : never
    : never;
