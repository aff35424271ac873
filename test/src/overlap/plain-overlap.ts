// Overlap removal as plain loops over plain objects: what the library's is held against.

/** An object of an event, with whatever fields a test gives it. */
export interface PlainObject {
  readonly eta: number;
  readonly phi: number;
  readonly pt: number;
  readonly mass: number;
  readonly [field: string]: unknown;
}
/** Its fields that are lists are its collections. */
export type PlainEvent = Readonly<Record<string, unknown>>;

type OfPair<R> = (removed: never, near: never, event: never) => R;
type OfOne<R> = (object: never, event: never) => R;

/** A step as the library takes it; here its functions are called. */
export interface PlainStep {
  readonly remove: string;
  readonly near: string;
  readonly dR?: number | OfPair<number> | undefined;
  readonly using?: 'eta' | 'rapidity' | undefined;
  readonly sharing?: OfPair<boolean> | undefined;
  readonly unless?: OfPair<boolean> | undefined;
  readonly where?: OfOne<boolean> | undefined;
  readonly against?: 'left' | 'all' | undefined;
  readonly prefer?: OfOne<number> | undefined;
}

export interface PlainOptions {
  readonly where?: Readonly<Record<string, string | OfOne<boolean> | undefined>> | undefined;
  readonly using?: 'eta' | 'rapidity' | undefined;
}

/** What becomes of an object: the step that removes it, 'left', or 'outside' where it takes no part. */
export type Fate = number | 'left' | 'outside';

/** The fates of all objects of an event, by collection. */
export function plainFates(
  event: PlainEvent,
  steps: readonly PlainStep[],
  options: PlainOptions = {},
): Record<string, Fate[]> {
  const fates: Record<string, Fate[]> = {};
  for (const [name, objects] of Object.entries(event)) {
    if (!Array.isArray(objects)) continue;
    fates[name] = (objects as PlainObject[]).map((object) =>
      takesPart(options.where?.[name], object, event) ? 'left' : 'outside',
    );
  }
  steps.forEach((step, i) => {
    const removed: number[] = [];
    (event[step.remove] as PlainObject[]).forEach((object, at) => {
      if (fates[step.remove]?.[at] !== 'left') return;
      if (step.where !== undefined && !step.where(object as never, event as never)) return;
      (event[step.near] as PlainObject[]).forEach((near, other) => {
        const fate = fates[step.near]?.[other];
        if (fate === 'outside' || (fate !== 'left' && step.against !== 'all')) return;
        if (step.prefer !== undefined && !goesBefore(step.prefer, event, [near, other], [object, at])) return;
        if (overlap(step, options, object, near, event)) removed.push(at);
      });
    });
    for (const at of removed) (fates[step.remove] as Fate[])[at] = i;
  });
  return fates;
}

function takesPart(where: string | OfOne<boolean> | undefined, object: PlainObject, event: PlainEvent): boolean {
  if (where === undefined) return true;
  return typeof where === 'string' ? (object[where] as boolean) : where(object as never, event as never);
}

function goesBefore(
  prefer: OfOne<number>,
  event: PlainEvent,
  [a, atA]: [PlainObject, number],
  [b, atB]: [PlainObject, number],
): boolean {
  const [x, y] = [prefer(a as never, event as never), prefer(b as never, event as never)];
  return x > y || (x === y && atA < atB);
}

function overlap(
  { dR, using, sharing, unless }: PlainStep,
  options: PlainOptions,
  removed: PlainObject,
  near: PlainObject,
  event: PlainEvent,
): boolean {
  const pair = [removed, near, event] as [never, never, never];
  if (dR !== undefined) {
    const cone = typeof dR === 'number' ? dR : dR(...pair);
    if (!(distance(removed, near, using ?? options.using ?? 'eta') < cone)) return false;
  }
  return (sharing === undefined || sharing(...pair)) && (unless === undefined || !unless(...pair));
}

function distance(a: PlainObject, b: PlainObject, along: 'eta' | 'rapidity'): number {
  const turn = Math.abs(a.phi - b.phi) % (2 * Math.PI);
  const dPhi = turn > Math.PI ? 2 * Math.PI - turn : turn;
  return Math.hypot(along === 'eta' ? a.eta - b.eta : rapidity(a) - rapidity(b), dPhi);
}

function rapidity({ pt, eta, mass }: PlainObject): number {
  const pz = pt * Math.sinh(eta);
  const energy = Math.sqrt(pt * pt + pz * pz + mass * mass);
  return 0.5 * Math.log((energy + pz) / (energy - pz));
}
