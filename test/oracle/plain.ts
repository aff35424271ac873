import { cos, sinh } from '../../kernels/trigonometry.ts';
/**
 * Plain values that a user's lambda can be called on: lists are arrays with the methods of lists, vectors objects with
 * those of Lorentz vectors. Written anew and simply, so that a lambda read wrongly gives another value than called.
 */
export class PlainList<T> extends Array<T> {
  static made<T>(items: Iterable<T>): PlainList<T> {
    const list = new PlainList<T>();
    for (const item of items) list.push(item);
    return list;
  }
  sum(f: (x: T) => number = (x) => Number(x)): number {
    let total = 0;
    for (const x of this) total += f(x);
    return total;
  }
  max(): T | undefined {
    return this.best(
      (x) => Number(x),
      (a, b) => a > b,
    );
  }
  min(): T | undefined {
    return this.best(
      (x) => Number(x),
      (a, b) => a < b,
    );
  }
  minBy(f: (x: T) => number): T | undefined {
    return this.best(f, (a, b) => a < b);
  }
  maxBy(f: (x: T) => number): T | undefined {
    return this.best(f, (a, b) => a > b);
  }
  first(): T | undefined {
    return this[0];
  }
  count(f: (x: T) => boolean = () => true): number {
    return this.filter(f).length;
  }
  sortBy(f: (x: T) => number, { descending = false } = {}): PlainList<T> {
    const keyed = [...this].map((x, i) => ({ x, i, key: f(x) }));
    keyed.sort((a, b) => (descending ? b.key - a.key : a.key - b.key) || a.i - b.i);
    return PlainList.made(keyed.map(({ x }) => x));
  }
  combinations(n: number, names: readonly string[]): PlainList<Record<string, T>> {
    const found = new PlainList<Record<string, T>>();
    const choose = (from: number, chosen: T[]): void => {
      if (chosen.length === n) found.push(Object.fromEntries(names.map((name, i) => [name, chosen[i] as T])));
      else for (let i = from; i < this.length; i++) choose(i + 1, [...chosen, this[i] as T]);
    };
    choose(0, []);
    return found;
  }
  cross<U>(other: PlainList<U>, [a, b]: readonly [string, string]): PlainList<Record<string, T | U>> {
    return PlainList.made([...this].flatMap((x) => [...other].map((y): Record<string, T | U> => ({ [a]: x, [b]: y }))));
  }
  private best(f: (x: T) => number, better: (a: number, b: number) => boolean): T | undefined {
    let found: T | undefined;
    let key = Number.NaN;
    for (const x of this) {
      const now = f(x);
      if (found === undefined || better(now, key)) [found, key] = [x, now];
    }
    return found;
  }
}

/** A vector of pt, eta, phi, mass with the methods the tests use. */
export class PlainVector {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly mass: number;
  readonly charge: number;
  constructor({ pt, eta, phi, mass, charge }: { pt: number; eta: number; phi: number; mass: number; charge: number }) {
    [this.pt, this.eta, this.phi, this.mass, this.charge] = [pt, eta, phi, mass, charge];
  }
  get px(): number {
    return this.pt * cos(this.phi);
  }
  get pz(): number {
    return this.pt * sinh(this.eta);
  }
  deltaEta(other: PlainVector): number {
    return this.eta - other.eta;
  }
}
