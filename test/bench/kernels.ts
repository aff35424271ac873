/** How long single kernels take, each on its own: `npm run bench:kernels [-- NAME]`. Nanoseconds a value, least of 15. */
import { zstd } from '../../src/sources/codecs/zstd.ts';
import { regularIndex, variableIndex } from '../../kernels/histogram.ts';
import { unpackIndexes, unpackLevels } from '../../kernels/parquet/hybrid.ts';
import { countAtLeast, listsOf } from '../../kernels/parquet/levels.ts';
import { joinStreams } from '../../kernels/parquet/byte-stream-split.ts';
import { gatherWords, spreadWords, wordsFor } from '../../kernels/parquet/values.ts';
import { reversedPositions, sortedPositions } from '../../kernels/sort.ts';
import { deflateSync, inflateSync } from 'node:zlib';

const VALUES = 1 << 20;
const REPEATS = 15;
const MOST_IN_LIST = 6;

/** Numbers in [0, 1) that are the same in each run. */
function* numbers(seed = 1): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function doubles(): Float64Array {
  const random = numbers();
  return Float64Array.from({ length: VALUES }, () => random.next().value * 100);
}

/** Lists of 0 to 5 elements as their levels, a byte each. */
function levels(): { repetition: Uint8Array; definition: Uint8Array; rows: number } {
  const random = numbers(2);
  const [repetition, definition] = [new Uint8Array(VALUES), new Uint8Array(VALUES)];
  let rows = 0;
  for (let i = 0; i < VALUES; ) {
    const length = Math.floor(random.next().value * MOST_IN_LIST);
    const entries = Math.min(Math.max(1, length), VALUES - i);
    repetition.fill(1, i + 1, i + entries);
    definition.fill(length === 0 ? 0 : 1, i, i + entries);
    i += entries;
    rows++;
  }
  return { repetition, definition, rows };
}

/** Values of a bit each in one bit-packed run, as levels are stored. */
function packed(bits: Uint8Array): Uint8Array {
  const header: number[] = [];
  for (let left = (bits.length / 8) * 2 + 1; left > 0; left = Math.floor(left / 128))
    header.push((left % 128) | (left > 127 ? 128 : 0));
  const bytes = new Uint8Array(header.length + bits.length / 8);
  bytes.set(header);
  for (let i = 0; i < bits.length; i++) {
    const at = header.length + (i >> 3);
    bytes[at] = (bytes[at] as number) | ((bits[i] as number) << (i & 7));
  }
  return bytes;
}

type Kernel = () => unknown;

function valueKernels(): Record<string, Kernel> {
  const x = doubles();
  const edges = Float64Array.from({ length: 101 }, (_, i) => i * i * 0.01);
  const counts = new Float64Array(102);
  const places = Int32Array.from(x, (value) => Math.floor(value * 10));
  const from = { size: 4 as const, data: Int32Array.from({ length: 1000 }, (_, i) => i) };
  const out = wordsFor(4, VALUES);
  const bytes = new Uint8Array(new Float32Array(x).buffer);
  return {
    'fill a regular axis': () => {
      for (let i = 0; i < VALUES; i++) {
        const cell = regularIndex(x[i] as number, 0, 100, 100);
        counts[cell] = (counts[cell] as number) + 1;
      }
    },
    'fill a variable axis': () => {
      for (let i = 0; i < VALUES; i++) {
        const cell = variableIndex(x[i] as number, edges);
        counts[cell] = (counts[cell] as number) + 1;
      }
    },
    'look up in a dictionary': () => gatherWords(from, places, out, 0, VALUES),
    'join byte streams': () => joinStreams(bytes, 0, bytes.length, out, 0, VALUES),
    'copy as bytes': () => new Uint8Array(out.data.buffer).set(bytes),
  };
}

function levelKernels(): Record<string, Kernel> {
  const { repetition, definition, rows } = levels();
  const stored = packed(definition);
  const unpacked = new Uint8Array(VALUES);
  const shape = { leaf: 1, element: 1, list: 0 };
  const offsets = new Int32Array(rows + 1);
  const { values } = listsOf(repetition, definition, VALUES, shape, offsets);
  const keys = doubles();
  const indexes = new Int32Array(VALUES);
  const spread = wordsFor(4, VALUES);
  return {
    'unpack levels of a bit': () => unpackLevels(stored, 0, stored.length, 1, unpacked, 0, VALUES),
    'unpack indexes of 10 bits': () => unpackIndexes(tenBits, 0, tenBits.length, 10, indexes, VALUES),
    'lists from levels': () => listsOf(repetition, definition, VALUES, shape, offsets),
    'count levels': () => countAtLeast(definition, 0, VALUES, 1),
    'spread over missing': () => spreadWords(spread, values, definition, VALUES, 1),
    'sort in lists': () => sortedPositions(offsets, keys, true),
    'reverse lists': () => reversedPositions(offsets),
  };
}

/** One bit-packed run of values of ten bits, all of them alternating bits. */
const tenBits = (() => {
  const run = packed(new Uint8Array(VALUES));
  const header = run.length - VALUES / 8;
  const bytes = new Uint8Array(header + (VALUES * 10) / 8).fill(0xaa);
  bytes.set(run.subarray(0, header));
  return bytes;
})();

async function codecKernels(): Promise<Record<string, Kernel>> {
  const bytes = new Uint8Array(new Float32Array(doubles()).buffer);
  const gzip = deflateSync(bytes, { level: 1 });
  const found: Record<string, Kernel> = { 'inflate (zlib)': () => inflateSync(gzip) };
  const frame = rawFrame(bytes);
  const { lend } = await zstd();
  found['zstd, stored blocks'] = () => lend(frame, bytes.length);
  return found;
}

/** A Zstandard frame of blocks that are stored as they are: what decompressing costs besides the codec itself. */
function rawFrame(bytes: Uint8Array): Uint8Array {
  const block = 1 << 17;
  const blocks = Math.ceil(bytes.length / block);
  const frame = new Uint8Array(9 + bytes.length + 3 * blocks);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  frame[4] = 0xa0; // one segment, its size in four bytes
  view.setUint32(5, bytes.length, true);
  let to = 9;
  for (let i = 0; i < blocks; i++) {
    const part = bytes.subarray(i * block, (i + 1) * block);
    const header = (part.length << 3) | (i === blocks - 1 ? 1 : 0);
    view.setUint16(to, header & 0xffff, true);
    frame[to + 2] = header >>> 16;
    frame.set(part, to + 3);
    to += 3 + part.length;
  }
  return frame;
}

const all = { ...valueKernels(), ...levelKernels(), ...(await codecKernels()) };
const chosen = Object.entries(all).filter(([name]) => name.includes(process.argv[2] ?? ''));
const times = new Map(chosen.map(([name]) => [name, Infinity]));
for (let round = 0; round <= REPEATS; round++) {
  for (const [name, kernel] of chosen) {
    const start = performance.now();
    kernel();
    if (round > 0) times.set(name, Math.min(times.get(name) as number, performance.now() - start));
  }
}
for (const [name, ms] of times)
  console.log(`${name.padEnd(32)} ${((ms * 1e6) / VALUES).toFixed(2).padStart(8)} ns a value`);
