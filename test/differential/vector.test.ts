import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromValues, type LorentzVector } from '../../src/index.ts';

/** Results of scikit-hep's vector: the properties, pairs and sums of Lorentz vectors that this library has too. */
const file = new URL('../../../shared/reference/vector-ops.json', import.meta.url);
const there = existsSync(file);
if (!there && process.env['JAGGED_REQUIRE_REFERENCE'] !== '1')
  console.log('skipped: the reference of vector is not here');

interface Set_ {
  readonly label: string;
  readonly inputs: Readonly<Record<string, (number | string)[]>>;
  readonly properties: Readonly<Record<string, { readonly value?: unknown } | unknown[]>>;
}
interface Reference {
  readonly sets: readonly Set_[];
  readonly pairs: readonly {
    left: { set: string; index: number[] };
    right: { set: string; index: number[] };
    results: Record<
      string,
      { value?: number[]; fields?: Record<string, number[]>; cartesian?: Record<string, number[]> }
    >;
  }[];
}
const reference = (): Reference => JSON.parse(readFileSync(file, 'utf8')) as Reference;
const values = (x: unknown): number[] =>
  ((Array.isArray(x) ? x : (x as { value: unknown[] }).value) as (number | string)[]).map(Number);

const NAMES: Readonly<Record<string, string>> = { E: 'energy' };
const rowsOf = ({ inputs }: Set_): Record<string, number>[] => {
  const names = Object.keys(inputs);
  return (inputs[names[0] as string] as number[]).map((_, i) =>
    Object.fromEntries(names.map((name) => [NAMES[name] ?? name, Number(inputs[name]?.[i]) + 0.0])),
  );
};
// their name and ours, with the scale of what cancels in them
const PROPERTIES = [
  ['px', 'px'],
  ['py', 'py'],
  ['pz', 'pz'],
  ['energy', 'energy'],
  ['pt', 'pt'],
  ['phi', 'phi'],
  ['eta', 'eta'],
  ['theta', 'theta'],
  ['p', 'p'],
  ['mass', 'mass'],
  ['rapidity', 'rapidity'],
  ['Mt', 'mt'],
  ['Et', 'et'],
] as const;

const close = (found: number, wanted: number, scale: number): boolean =>
  found === wanted ||
  (Number.isNaN(found) && Number.isNaN(wanted)) ||
  Math.abs(found - wanted) <= 1e-12 * Math.max(scale, Math.abs(wanted));

describe.skipIf(!there && process.env['JAGGED_REQUIRE_REFERENCE'] !== '1')('as vector has it', () => {
  const sets = there
    ? reference().sets.filter(({ label }) => ['pt,eta,phi,mass', 'pt,eta,phi,energy', 'px,py,pz,E'].includes(label))
    : [];

  test.each(sets.flatMap((set) => PROPERTIES.map(([theirs, ours]) => [set.label, theirs, ours, set] as const)))(
    '%s: %s',
    async (_label, theirs, ours, set) => {
      const rows = rowsOf(set);
      const events = fromValues<{ v: LorentzVector }>(
        rows.map((v) => ({ v })),
        { name: set.label },
      );
      const found = (await (events as unknown as { v: Record<string, { toArray(): Promise<number[]> }> }).v[
        ours
      ]?.toArray()) as number[];
      const wanted = values(set.properties[theirs]);
      const energy = values(set.properties['energy']);
      // masses and rapidities are differences of squares of the energy: rounding is relative to it
      const off = found.flatMap((x, i) => {
        const e = energy[i] as number;
        const scale = ['mass', 'Mt'].includes(theirs)
          ? (e * e) / Math.max(Math.abs(wanted[i] as number), 1e-6)
          : ['rapidity', 'eta', 'Et', 'pz'].includes(theirs)
            ? 100
            : 1;
        return close(x, wanted[i] as number, scale) ? [] : [`${i}: ${x}, not ${wanted[i]}`];
      });
      expect(off).toEqual([]);
    },
  );

  const pairs = there
    ? reference().pairs.filter(
        ({ left, right }) => sets.some((s) => s.label === left.set) && sets.some((s) => s.label === right.set),
      )
    : [];
  test.each(pairs.map((pair) => [`${pair.left.set} with ${pair.right.set}`, pair] as const))(
    'pairs: %s',
    async (_label, pair) => {
      const of = ({ set, index }: { set: string; index: number[] }): Record<string, number>[] => {
        const rows = rowsOf(sets.find((s) => s.label === set) as Set_);
        return index.map((i) => rows[i] as Record<string, number>);
      };
      const [left, right] = [of(pair.left), of(pair.right)];
      const events = fromValues<{ a: LorentzVector; b: LorentzVector }>(
        left.map((a, i) => ({ a, b: right[i] })),
        { name: 'pairs' },
      );
      const distance = await events.map(({ a, b }) => a.deltaR(b)).toArray();
      const angle = await events.map(({ a, b }) => a.deltaPhi(b)).toArray();
      const px = await events.map(({ a, b }) => a.add(b).px).toArray();
      const energy = await events.map(({ a, b }) => a.add(b).energy).toArray();
      const check = (found: readonly number[], wanted: readonly number[] | undefined): string[] =>
        wanted === undefined
          ? ['no reference']
          : found.flatMap((x, i) => (close(x, Number(wanted[i]), 10) ? [] : [`${i}: ${x}, not ${wanted[i]}`]));
      expect(check(distance, pair.results['deltaR']?.value)).toEqual([]);
      expect(check(angle, pair.results['deltaphi']?.value)).toEqual([]);
      const sum = pair.results['add']?.cartesian ?? {};
      expect(check(px, sum['x'])).toEqual([]);
      expect(check(energy, sum['t'])).toEqual([]);
      const boosted = await events.map(({ a, b }) => a.boost(b).pz / a.boost(b).energy).toArray();
      const { z, t } = pair.results['boost_p4']?.cartesian ?? {};
      expect(
        check(
          boosted,
          z?.map((x, i) => x / Number(t?.[i])),
        ),
      ).toEqual([]);
    },
  );
});
