import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import { decodeChunk } from '../../../../src/sources/parquet/decoder/chunk.ts';
import { loadCodec } from '../../../../src/sources/parquet/decoder/codecs.ts';
import { Lease } from '../../../../src/sources/parquet/decoder/rooms.ts';
import { leavesOfPlan } from '../../../../src/sources/parquet/decoder/column-plan.ts';
import { coverageOf } from '../../../../src/sources/parquet/decoder/coverage.ts';
import { damageOf } from '../../../../src/sources/parquet/decoder/damage.ts';
import { Structures } from '../../../../src/sources/parquet/decoder/structure.ts';
import { type Footer, parseFooter, type RowGroup } from '../../../../src/sources/parquet/footer.ts';
import { openParquet } from '../../../../src/sources/parquet/parquet-source.ts';
import { schemaTrees } from '../../../../src/sources/parquet/schema-tree.ts';
import { storedSchema } from '../../../../src/sources/parquet/types.ts';
import { readTree } from '../../../../src/sources/rows/read-tree.ts';
import { columnTrees } from '../../../../src/sources/rows/column-tree.ts';
import { arrange } from '../../../../src/schemas/registry.ts';
import { type Codec, type Field, listField, writeParquet } from '../../../tools/parquet-writer.ts';
import type { Partition } from '../../../../src/sources/source.ts';
import { need, scratch, sql } from '../support.ts';
import { bitsOf, randomBelow } from './compare.ts';

const folder = scratch();
const CODECS: readonly Codec[] = ['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'];

const FIELDS: readonly Field[] = [
  { name: 'flag', repetition: 'optional', physical: 'bool' },
  { name: 'count', repetition: 'required', physical: 'int32' },
  { name: 'big', repetition: 'optional', physical: 'int64' },
  { name: 'x', repetition: 'required', physical: 'double' },
  listField('list', { repetition: 'optional', physical: 'float' }),
  listField('records', {
    repetition: 'optional',
    children: [
      { name: 'a', repetition: 'optional', physical: 'int32' },
      { name: 'b', repetition: 'required', physical: 'float' },
    ],
  }),
];

const ROWS = Array.from({ length: 300 }, (_, i) => ({
  flag: i % 3 === 0 ? undefined : i % 2 === 0,
  count: i % 11,
  big: i % 4 === 0 ? undefined : BigInt(i) ** 5n,
  x: i / 7,
  list: i % 5 === 0 ? undefined : Array.from({ length: i % 4 }, (_, j) => (j === 1 ? undefined : i + j)),
  records: Array.from({ length: i % 3 }, (_, j) => (j === 1 && i % 2 ? undefined : { a: i % 7 ? j : undefined, b: i })),
}));

/** The same rows in files that differ in everything else. */
function files(): { name: string; bytes: Uint8Array }[] {
  return CODECS.flatMap((codec, k) =>
    ([1, 2] as const).map((version) => {
      const encodings = {
        bool: k % 2 ? 'rle' : 'plain',
        int32: (['dictionary', 'delta', 'split'] as const)[k % 3] ?? 'plain',
        int64: (['delta', 'split', 'dictionary'] as const)[k % 3] ?? 'plain',
        float: (['plain', 'dictionary', 'split'] as const)[k % 3] ?? 'plain',
        double: (['split', 'plain', 'dictionary'] as const)[k % 3] ?? 'plain',
      } as const;
      const bytes = writeParquet(FIELDS, ROWS, {
        version,
        codec,
        encoding: (physical) => encodings[physical],
        pageRows: k % 2 ? 1000 : 90,
        groupRows: 160,
        checksums: k >= 3,
        choose: randomBelow(k),
      });
      return { name: `${codec}-${version}`, bytes };
    }),
  );
}

/** Bytes with some of them changed, cut out, doubled or cleared, between two positions. */
function broken(bytes: Uint8Array, from: number, to: number, random: (below: number) => number): Uint8Array {
  const at = from + random(to - from);
  const length = 1 + random(Math.min(16, to - at));
  const kind = random(8);
  if (kind === 0) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  const copy = Uint8Array.from(bytes);
  if (kind === 2) copy.fill(random(2) * 255, at, at + length);
  else for (let i = random(3); i >= 0; i--) copy[from + random(to - from)] = random(256);
  return copy;
}

const footerStart = (bytes: Uint8Array): number =>
  bytes.length - 8 - new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);

describe('damaged files', () => {
  test.each(files())('$name: values or an error that says where', async ({ name, bytes }) => {
    const random = randomBelow(name.length + bytes.length);
    const counts = new Map<string, number>();
    const before = process.resourceUsage().maxRSS;
    for (let i = 0; i < 250; i++) {
      const file = join(folder, `${name}-${i}.parquet`);
      writeFileSync(file, broken(bytes, 4, i % 3 === 0 ? bytes.length - 8 : footerStart(bytes), random));
      const outcome = await read(file);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    expect(counts.get('damaged') ?? 0).toBeGreaterThan(20);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(400_000);
  });

  async function read(file: string): Promise<string> {
    try {
      const source = await openParquet([file], { scan: 'own', nullable: true, schema: 'plain' });
      if ((source.info.rows ?? 0) > 1e6) return 'too many rows to read';
      const covered = (source.scansOf?.({ needs: [need('')] }) ?? []).filter(({ by }) => by === 'own');
      const needs = covered.map(({ column }) => need(column));
      for (const partition of source.partitions()) await source.read(partition, { needs });
      return 'values';
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      expect(error.message).toContain(file);
      if (error.code === 'damaged')
        expect(error.message).toMatch(/^cannot read (the footer|column '.*' in row group \d+) of /s);
      return error.code;
    }
  }
});

/** The column chunks of a file, with what is needed to decode them. */
async function chunksOf(bytes: Uint8Array): Promise<(() => Parameters<typeof decodeChunk>)[]> {
  const footer = parseFooter(bytes, 'x');
  const { columns } = storedSchema(footer, true);
  const arranged = arrange(columns, 'plain', 'x');
  const trees = columnTrees(readTree({ name: 'x', ...arranged }, [need('')], () => 0));
  const nodes = new Map(schemaTrees(footer).map((node) => [node.element.name, node]));
  const leaves = [...trees].flatMap(([name, tree]) => {
    const coverage = coverageOf(footer, nodes.get(name), tree);
    return coverage.covered ? leavesOfPlan(coverage.plan) : [];
  });
  const { rows } = footer.groups[0] as RowGroup;
  return Promise.all(
    leaves.map(async (leaf) => {
      const chunk = (footer as Footer).groups[0]?.chunk(leaf.leaf);
      if (chunk === undefined) throw new Error('no chunk');
      const codec = await loadCodec(chunk.codec);
      const own = bytes.slice(chunk.start, chunk.start + chunk.compressedSize);
      return () => {
        const lease = new Lease();
        return [own, chunk, leaf, new Structures(rows, lease), codec, lease] as const;
      };
    }),
  ) as Promise<(() => Parameters<typeof decodeChunk>)[]>;
}

/** Breaks each chunk of a file so often; how many of them cannot be decoded. */
async function breakChunks(bytes: Uint8Array, leaves: number, times: number): Promise<number> {
  const random = randomBelow(bytes.length);
  const chunks = await chunksOf(bytes);
  expect(chunks).toHaveLength(leaves);
  let damaged = 0;
  for (const make of chunks) {
    const [own, ...rest] = make();
    decodeChunk(own, ...rest);
    for (let i = 0; i < times; i++) {
      const [, ...others] = make();
      try {
        decodeChunk(broken(own, 0, own.length, random), ...others);
      } catch (error) {
        // anything but damage is thrown on
        expect(damageOf(error)).not.toBe('');
        damaged++;
      }
    }
  }
  return damaged;
}

describe('damaged column chunks', () => {
  test.each(files())('$name: thousands of them', async ({ bytes }) => {
    expect(await breakChunks(bytes, 7, 400)).toBeGreaterThan(1000);
  });

  const kinds = ['uncompressed', 'zstd'].flatMap((codec) => ['V1', 'V2'].map((version) => ({ codec, version })));
  test.each(kinds)('texts, $codec $version', async ({ codec, version }) => {
    const file = join(folder, `texts-${codec}-${version}.parquet`);
    await sql(
      `SET threads = 1;;COPY (SELECT 'é ' || (i * i) AS a, CASE WHEN i % 3 > 0 THEN 'text ' || (i % 5) END AS b, [i || '€' FOR j IN range(i % 4)] AS c
        FROM range(500) r(i)) TO '${file}' (FORMAT parquet, COMPRESSION ${codec}, PARQUET_VERSION ${version})`,
    );
    expect(await breakChunks(readFileSync(file), 3, 1000)).toBeGreaterThan(500);
  });

  test('bytes that are no text are refused', async () => {
    const file = join(folder, 'no-text.parquet');
    await sql(
      `SET threads = 1;;COPY (SELECT 'aéa' || i AS a FROM range(500) r(i)) TO '${file}' (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)`,
    );
    const bytes = readFileSync(file);
    const source = await openParquet([file]);
    expect(source.scansOf?.({ needs: [need('a')] })).toEqual([{ column: 'a', by: 'own', why: undefined }]);
    // between two texts: é becomes a, and what follows it the end of a character
    const at = bytes.indexOf('é');
    for (const change of [
      [0xff, 0xa9],
      [0x61, 0xa9],
      [0xc3, 0x61],
    ]) {
      bytes.set(change, at);
      writeFileSync(file, bytes);
      const changed = await openParquet([file]);
      await expect(changed.read(changed.partitions()[0] as Partition, { needs: [need('a')] })).rejects.toThrow(
        /row group 0 of .*: a text is not in UTF-8/,
      );
    }
  });
});

describe('checksums', () => {
  const options = {
    version: 1,
    codec: 'none',
    encoding: (): 'plain' => 'plain',
    pageRows: 100,
    groupRows: 1000,
    checksums: true,
  } as const;

  test('every change of a page is found', async () => {
    const bytes = writeParquet(
      [{ name: 'x', repetition: 'required', physical: 'int32' }],
      ROWS.map((_, x) => ({ x })),
      options,
    );
    const { start, compressedSize } = (parseFooter(bytes, 'x').groups[0] as RowGroup).chunk(0);
    const file = join(folder, 'checksum.parquet');
    writeFileSync(file, bytes);
    const reading = async (): Promise<unknown> => {
      const source = await openParquet([file], { scan: 'own' });
      return bitsOf(await source.read(source.partitions()[0] as never, { needs: [need('')] }));
    };
    const whole = await reading();
    let found = 0;
    for (let at = start; at < start + compressedSize; at += 7) {
      const copy = Uint8Array.from(bytes);
      copy[at] = (copy[at] as number) ^ 1;
      writeFileSync(file, copy);
      const outcome = await reading().catch((error: unknown) => (error as SourceError).code);
      if (outcome === 'damaged') found++;
      else expect(outcome).toEqual(whole);
    }
    expect(found).toBeGreaterThan(150);
  });
});
