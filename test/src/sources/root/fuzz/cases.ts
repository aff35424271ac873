import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changed, checkedBlocks, cut, flipped, foreign, type Random, type Region } from './damage.ts';
import { placesOf, sealAll } from './ntuple-places.ts';

type Damage = (random: Random) => Buffer;

/** Files that are damaged in one way. */
export interface Case {
  readonly runs: number;
  readonly seed: number;
  /** The file that is damaged, and its trees, which are read by turns. */
  readonly file: string;
  readonly trees: readonly string[];
  /** Looks at the whole file once; gives what makes damaged ones. */
  readonly damage: (whole: Buffer) => Damage | Promise<Damage>;
  /** Whether checksums and lengths tell all damage: then what can be read is as it was. */
  readonly tells: boolean;
  /** The least parts of the runs in which something is read, and in which something is refused. */
  readonly least: { readonly good: number; readonly bad: number };
}

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../../../fixtures/root', name));

const TREES = ['leaves', 'generated', 'lists', 'objects'];
const NTUPLE = ['Kinds'];
const FIXTURES = ['kinds.root', 'plain.root', 'ntuples.root', 'plain-ntuple.root'];

const everywhere = (whole: Buffer): readonly Region[] => [{ start: 0, length: whole.length }];
const treeDamage =
  (whole: Buffer): Damage =>
  (random) => {
    const bytes = changed(whole, everywhere(whole), 'big', random);
    return random() < 0.2 ? cut(bytes, random) : bytes;
  };
const cutOff =
  (whole: Buffer): Damage =>
  (random) =>
    cut(whole, random);

/** Changes of an RNTuple's metadata, with right checksums. */
const sealed =
  (regionsOf: (places: Awaited<ReturnType<typeof placesOf>>) => readonly Region[]) =>
  async (whole: Buffer): Promise<Damage> => {
    const places = await placesOf(whole);
    return (random) => {
      const bytes = changed(whole, regionsOf(places), 'little', random);
      sealAll(bytes, places);
      return bytes;
    };
  };

/** All the ways; the sum of their runs is what is tried. */
export const CASES: Readonly<Record<string, Case>> = {
  'trees that are not compressed': {
    ...{ runs: 2000, seed: 1, file: 'plain.root', trees: TREES, damage: treeDamage, tells: false },
    least: { good: 1, bad: 0.1 },
  },
  'compressed trees': {
    ...{ runs: 1000, seed: 2, file: 'kinds.root', trees: TREES, damage: treeDamage, tells: false },
    least: { good: 1, bad: 0.1 },
  },
  'a bit of compressed blocks with checksums': {
    ...{ runs: 800, seed: 3, file: 'kinds.root', trees: TREES, tells: true },
    damage: (whole) => {
      const blocks = checkedBlocks(whole);
      return (random) => flipped(whole, blocks, random);
    },
    least: { good: 1, bad: 0.1 },
  },
  'trees that are cut off': {
    ...{ runs: 300, seed: 4, file: 'kinds.root', trees: TREES, damage: cutOff, tells: true },
    least: { good: 0, bad: 1 },
  },
  'RNTuples that are cut off': {
    ...{ runs: 200, seed: 5, file: 'ntuples.root', trees: NTUPLE, damage: cutOff, tells: true },
    least: { good: 0, bad: 0.9 },
  },
  'metadata of RNTuples with right checksums': {
    ...{ runs: 1200, seed: 6, file: 'plain-ntuple.root', trees: NTUPLE, tells: false },
    damage: sealed(({ anchor, header, footer, pageLists }) => [anchor, header, header, footer, ...pageLists]),
    least: { good: 1, bad: 0.1 },
  },
  'page lists of RNTuples with right checksums': {
    ...{ runs: 600, seed: 7, file: 'plain-ntuple.root', trees: NTUPLE, tells: false },
    damage: sealed(({ pageLists }) => pageLists),
    least: { good: 1, bad: 0.1 },
  },
  'RNTuples anywhere': {
    ...{ runs: 500, seed: 8, file: 'ntuples.root', trees: NTUPLE, tells: true },
    damage: (whole) => (random) => changed(whole, everywhere(whole), 'little', random),
    least: { good: 1, bad: 0.1 },
  },
  'a bit of the metadata of RNTuples': {
    ...{ runs: 400, seed: 9, file: 'plain-ntuple.root', trees: NTUPLE, tells: true },
    damage: async (whole) => {
      const { anchor, header, footer, pageLists } = await placesOf(whole);
      return (random) => flipped(whole, [anchor, header, footer, ...pageLists], random);
    },
    least: { good: 0, bad: 0.9 },
  },
  'what is no such file': {
    ...{ runs: 800, seed: 10, file: 'kinds.root', trees: [...TREES, ...NTUPLE], tells: false },
    damage: () => {
      const files = FIXTURES.map(fixture);
      return (random) => foreign(files, random);
    },
    least: { good: 0, bad: 0.9 },
  },
};

export const contentsOf = ({ file }: Case): Buffer => fixture(file);
