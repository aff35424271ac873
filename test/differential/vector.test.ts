import { describe, expect, test } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import { runVectorReference } from '../tools/vector-reference.ts';

/** Everything of scikit-hep's vector and coffea's vector classes that vector-ops.json holds. */
const file = new URL('../../../shared/reference/vector-ops.json', import.meta.url);
const required = process.env['JAGGED_REQUIRE_REFERENCE'] === '1';
const there = existsSync(file);
if (!there && !required) console.log('skipped: the reference of vector is not here');
const reference = (): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

describe.skipIf(!there && !required)('as vector and coffea have it', () => {
  test('every case is equal, or differs for a reason that is written down', async () => {
    const { counts, cases } = await runVectorReference(reference());
    const not = (verdict: string): string[] =>
      cases.filter((one) => one.verdict === verdict).map(({ id, why }) => `${id}: ${why}`);
    console.log(`vector-ops.json: ${JSON.stringify(counts)}`);
    expect(not('wrong')).toEqual([]);
    expect(not('unsupported')).toEqual([]);
    expect(counts).toEqual({ equal: 1082, chosen: 39, unsupported: 0, wrong: 0 });
    expect(cases.filter(({ verdict }) => verdict === 'chosen').map(({ id }) => id)).toMatchSnapshot();
  });

  test('a wrong reference is found out', async () => {
    const json = reference() as unknown as {
      sets: { label: string; properties: Record<string, number[]> }[];
      unary: { set: string; op: string; result: { fields: Record<string, number[]> } }[];
      pairs: { results: Record<string, { value: number[] }> }[];
      errors: Record<string, string>;
    };
    const [set] = json.sets;
    const mass = set?.properties['mass'] as number[];
    mass[3] = (mass[3] as number) * (1 + 1e-9);
    const [turned] = json.unary.filter(({ op }) => op === 'rotateX');
    const x = turned?.result.fields['x'] as number[];
    x[0] = -(x[0] as number);
    const distance = json.pairs[0]?.results['deltaR'] as { value: number[] };
    distance.value[5] = (distance.value[5] as number) + 1e-6;
    json.errors['4D.frobnicate'] = 'AttributeError';
    const { cases } = await runVectorReference({
      ...json,
      sets: json.sets,
      unary: json.unary.slice(0, 3),
      pairs: json.pairs.slice(0, 1),
      sums: [],
      low_dimensions: [],
    });
    const found = cases.filter(({ verdict }) => verdict === 'wrong' || verdict === 'unsupported').map(({ id }) => id);
    expect(found).toEqual([
      `sets/${set?.label}/mass`,
      `unary/${turned?.set}/rotateX(angle=0.3)`,
      'pairs/pt,eta,phi,mass with pt,eta,phi,mass/deltaR',
      'errors/4D.frobnicate',
    ]);
  });
});
