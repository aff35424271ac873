/** The arrays of awkward.ts: made once, and written as flat files that Python reads too. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/demo/random.ts';

const LISTS = 1_000_000;
const MEAN_LENGTH = 2.5;

export interface Jagged {
  readonly offsets: Int32Array;
  readonly content: Float64Array | BigInt64Array;
}

/** x and z: lists of doubles; y: a double a row; k: for each list of x, places in it. */
export interface Data {
  readonly x: Jagged;
  readonly z: Jagged;
  readonly k: Jagged;
  readonly y: Float64Array;
}

export function makeData(): Data {
  const random = new Random(1);
  const x = lists(random);
  return { x, z: lists(random), k: placesIn(x.offsets, random), y: numbers(LISTS, random) };
}

const numbers = (length: number, random: Random): Float64Array =>
  Float64Array.from({ length }, () => random.between(0, 100));

function lists(random: Random): Jagged {
  const offsets = new Int32Array(LISTS + 1);
  for (let i = 0; i < LISTS; i++) offsets[i + 1] = (offsets[i] as number) + random.poisson(MEAN_LENGTH);
  return { offsets, content: numbers(offsets[LISTS] as number, random) };
}

/** Up to as many places as each list has elements, in any order. */
function placesIn(of: Int32Array, random: Random): Jagged {
  const offsets = new Int32Array(LISTS + 1);
  const places: bigint[] = [];
  for (let i = 0; i < LISTS; i++) {
    const length = (of[i + 1] as number) - (of[i] as number);
    const count = Math.floor(random.uniform() * (length + 1));
    for (let j = 0; j < count; j++) places.push(BigInt(Math.floor(random.uniform() * length)));
    offsets[i + 1] = places.length;
  }
  return { offsets, content: BigInt64Array.from(places) };
}

export function writeData({ x, z, k, y }: Data, folder: string): void {
  for (const [name, { offsets, content }] of Object.entries({ x, z, k })) {
    writeFileSync(join(folder, `${name}.offsets`), offsets);
    writeFileSync(join(folder, name), content);
  }
  writeFileSync(join(folder, 'y'), y);
}
