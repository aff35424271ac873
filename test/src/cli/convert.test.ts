import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { fromValues, open } from '../../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'jagged-convert-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = Array.from({ length: 5000 }, (_, i) => ({
  run: i,
  Muon: Array.from({ length: i % 3 }, (_, k) => ({ pt: 10 * k + i, charge: k % 2 === 0 ? 1 : -1 })),
  MET: { pt: i / 2, phi: 0.5 },
}));

async function run(...args: string[]): Promise<{ code: number; told: string }> {
  let told = '';
  const streams = { out: (text: string) => void (told += text), err: (text: string) => void (told += text) };
  return { code: await main(['convert', ...args], streams), told };
}

describe('convert', () => {
  it('writes chosen fields of chosen rows, with added ones', async () => {
    const from = join(folder, 'from.ndjson');
    await fromValues(rows).writeNdjson(from);
    const to = join(folder, 'skim.parquet');
    const { code, told } = await run(
      from,
      to,
      '--columns',
      'run,Muon,ht',
      '--where',
      'Muon.length > 0',
      '--with',
      'ht = Muon.pt.sum()',
    );
    expect(told).toContain(`wrote ${to}`);
    expect(code).toBe(0);
    const skim = await open(to);
    expect(skim.columns).toEqual(['run', 'Muon', 'ht']);
    const kept = rows.filter(({ Muon }) => Muon.length > 0);
    expect(await skim.field('run').toArray()).toEqual(kept.map(({ run }) => run));
    expect(await skim.field('ht').toArray()).toEqual(kept.map(({ Muon }) => Muon.reduce((sum, { pt }) => sum + pt, 0)));
  });

  it('joins several files, and splits what is written by size', async () => {
    const parts = ['a', 'b'].map((name) => join(folder, `${name}.ndjson`));
    for (const [i, part] of parts.entries()) await fromValues(rows.slice(i * 2500, i * 2500 + 2500)).writeNdjson(part);
    const { code } = await run(
      ...parts,
      join(folder, 'many.parquet'),
      '--layout',
      'flat',
      '--row-group-size',
      '500',
      '--max-file-size',
      '16K',
      '--codec',
      'snappy',
    );
    expect(code).toBe(0);
    const written = readdirSync(folder).filter((name) => name.startsWith('many-'));
    expect(written.length).toBeGreaterThan(1);
    const all = await open(written.map((_, i) => join(folder, `many-${i}.parquet`)));
    expect(await all.field('run').toArray()).toEqual(rows.map(({ run }) => run));
    expect(await all.field('Muon').toArray()).toEqual(rows.map(({ Muon }) => Muon));
  });

  it('says what is wrong, and leaves no file', async () => {
    const from = join(folder, 'from.ndjson');
    const to = join(folder, 'never.parquet');
    const unknown = await run(from, to, '--where', 'Muonn.length > 0');
    expect(unknown.told).toContain("did you mean 'Muon'?");
    expect(unknown.code).toBe(1);
    expect((await run(from, to, '--with', '3x')).told).toContain('adds no field');
    expect((await run(from)).told).toContain('takes files to read and one to write');
    expect((await run(from, to, '--max-file-size', 'big')).code).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });
});
