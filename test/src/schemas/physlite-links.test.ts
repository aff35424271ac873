/** Every reference of PHYSLITE files against plain loops over the stored links: in trees, in RNTuples, and in Parquet. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf, LINK_FIELDS, type Reference } from '../../../compiler/reference.ts';
import { type ListType, present, type RecordType } from '../../../compiler/tree/type.ts';
import { targetType } from '../../../src/behaviors/references.ts';
import { open, type Dataset, type Untyped } from '../../../src/index.ts';
import { reference, shared } from '../../tools/shared.ts';
import { scratch } from '../sources/support.ts';
import { infoOf, plain, valuesOf } from './support.ts';

const references = reference<unknown>('physlite.json');
const TREE = shared('data/PHYSLITE_example.root');
const NTUPLE = shared('data/uproot-physlite-rntuple_v1-0-0-0.root');

/** Containers of the tree that the other file does not know: the keys that all of the links to them have. */
const IN_TREE = [
  [220218330, 'HardScatterParticles'],
  [67810590, 'HardScatterVertices'],
  [114897897, 'AntiKt10UFOCSSKJets'],
] as const;

/** The names of containers by their keys, as ATLAS's software has written them into the RNTuple's file. */
async function containerNames(): Promise<ReadonlyMap<number, string>> {
  const metadata = await open<Untyped>(`${NTUPLE}:MetaData`, { schema: 'plain' });
  const [format] = (await metadata.field('EventFormatStreamDAOD_PHYSLITE').toArray()) as [unknown] as [
    { m_branchNames: string[]; m_branchHashes: number[] },
  ];
  return new Map([
    ...format.m_branchNames.map((name, i) => [format.m_branchHashes[i] as number, name] as const),
    ...IN_TREE,
  ]);
}

interface Link {
  readonly [LINK_FIELDS.key]: number;
  readonly [LINK_FIELDS.place]: number;
}
type Values = readonly (readonly unknown[])[];

/** The fields of what a reference leads to that are plain numbers: the first and the last. */
function numbersOf(row: RecordType, to: Reference): string[] {
  const { fields } = present(targetType(row, to)) as RecordType;
  const numbers = [...fields].flatMap(([name, type]) => (type.is === 'number' ? [name] : []));
  return [...new Set([numbers[0], numbers.at(-1)])].flatMap((name) => name ?? []);
}

const part = (of: unknown, name: string): object => (of as Readonly<Record<string, object>>)[name] as object;

/** What links lead to, by loops. The values of each target by its container's name. */
function follow(
  links: readonly unknown[],
  names: ReadonlyMap<number, string>,
  targets: ReadonlyMap<string, Values>,
): unknown {
  const one = (value: unknown, row: number): unknown => {
    if (Array.isArray(value)) return value.map((inner) => one(inner, row));
    const link = value as Link;
    const container = link.m_persKey === 0 ? undefined : names.get(link.m_persKey);
    return targets.get(container ?? '')?.[row]?.[link.m_persIndex] ?? null;
  };
  return links.map(one);
}

const folder = scratch();
const kinds = [
  ['a tree', () => open<Untyped>(`${TREE}:CollectionTree`), 219],
  ['an RNTuple', () => open<Untyped>(`${NTUPLE}:EventData`), 48],
  ['a tree, converted', () => converted('tree.parquet', `${TREE}:CollectionTree`), 219],
  ['an RNTuple, converted', () => converted('ntuple.parquet', `${NTUPLE}:EventData`), 48],
] as const;

/** The records of a file in Parquet, without those that have no fields. */
async function converted(name: string, from: string): Promise<Dataset<Untyped>> {
  const path = join(folder, name);
  const events = await open<Untyped>(from);
  const { row } = infoOf(events);
  const empty = (field: string): boolean => {
    const type = row.fields.get(field);
    return type?.is === 'list' && type.of.is === 'record' && type.of.fields.size === 0;
  };
  await events.select(...events.columns.filter((field) => !empty(field))).writeParquet(path);
  return open<Untyped>(path);
}

describe.skipIf(references === undefined).each(kinds)('references in %s', (_, openIt, count) => {
  let events: Dataset<Untyped>;
  let names: ReadonlyMap<number, string>;
  beforeAll(async () => {
    [events, names] = [await openIt(), await containerNames()];
  }, 60_000);
  afterAll(() => events.close());

  it('have the keys of their containers', () => {
    const { references: found = [] } = infoOf(events);
    expect(found.length).toBe(count);
    for (const { targets } of found)
      for (const { collection, key } of targets)
        expect([collection, names.get(key as number)?.replace('Analysis', '')]).toEqual([collection, collection]);
  });

  it('lead where loops over the links lead', { timeout: 120_000 }, async () => {
    const { row, references: found = [] } = infoOf(events);
    const values = async (on: string, field: string): Promise<Values> =>
      plain(await (part(part(events, on), field) as Dataset<Untyped>['id']).toArray()) as Values;
    let followed = 0;
    const triggers = found.filter(({ on }) => on.startsWith('TrigMatch'));
    for (const to of found) {
      // there are many of one kind
      if (triggers.indexOf(to) > 5) continue;
      const [field] = fieldsOf(to.link) as [string];
      const links = await values(to.on, field);
      for (const number of numbersOf(row, to)) {
        const targets = new Map<string, Values>();
        for (const { collection, key } of to.targets)
          targets.set(names.get(key as number) as string, await values(collection, number));
        const want = follow(links, names, targets);
        followed += JSON.stringify(want).match(/[^[\],nul]+/g)?.length ?? 0;
        const got = await valuesOf(part(part(part(events, to.on), to.name), number) as Parameters<typeof valuesOf>[0]);
        expect(got, `${to.on}.${to.name}.${number}`).toEqual(want);
      }
    }
    expect(followed).toBeGreaterThan(10_000);
  });
});

it.skipIf(references === undefined)('what objects store themselves is in their collection', async () => {
  const events = await open<Untyped>(`${NTUPLE}:EventData`);
  const { row } = infoOf(events);
  const clusters = present((row.fields.get('egammaClusters') as ListType).of) as RecordType;
  expect([...clusters.fields.keys()]).toContain('m_samplingPattern');
  const [own, lengths] = [
    part(part(events, 'egammaClusters'), 'm_samplingPattern'),
    events.field('egammaClusters').length,
  ];
  const patterns = (await (own as Dataset<Untyped>['id']).toArray()) as Values;
  expect(patterns.map((list) => list.length)).toEqual(await lengths.toArray());
  // containers of objects that store nothing are what their variables say
  expect(row.fields.has('AnalysisElectrons')).toBe(false);
  expect(row.fields.has('AnalysisElectronsAux:')).toBe(false);
});
