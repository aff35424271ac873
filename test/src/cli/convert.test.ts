import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('compresses at a level, which changes nothing else', async () => {
    const from = join(folder, 'level.ndjson');
    await fromValues(rows).writeNdjson(from);
    const sizes = [];
    for (const level of ['1', '9']) {
      const to = join(folder, `level-${level}.parquet`);
      expect(await run(from, to, '--codec', 'gzip', '--level', level, '--dictionary', 'none')).toMatchObject({
        code: 0,
      });
      expect(await (await open(to)).toArray()).toEqual(await (await open(from)).toArray());
      sizes.push(statSync(to).size);
    }
    expect(sizes[1]).toBeLessThan(sizes[0] as number);
    const wrong = await run(from, join(folder, 'never.parquet'), '--codec', 'snappy', '--level', '3');
    expect(wrong).toMatchObject({
      code: 1,
      told: expect.stringContaining('codecs with levels are gzip, brotli, zstd'),
    });
  });

  it('reads ROOT files as a stream, and tells what it leaves out', async () => {
    const fixture = join(import.meta.dirname, '../../fixtures/root/kinds.root');
    const to = join(folder, 'kinds.parquet');
    const { code, told } = await run(`${fixture}:objects`, to, '--columns', 'tracks', '--schema', 'plain');
    expect(told).toMatch(/left out: \d+ columns that cannot be read \(jagged inspect --unreadable lists them\)/);
    expect(code).toBe(0);
    const tree = await open(`${fixture}:objects`, { schema: 'plain' });
    expect(await (await open(to)).field('tracks').toArray()).toEqual(await tree.field('tracks').toArray());
  });

  it('never writes over what it reads, nor into what is no Parquet file', async () => {
    const from = join(folder, 'twice.parquet');
    await fromValues(rows).writeParquet(from);
    const before = readFileSync(from);
    for (const [files, message] of [
      [[from, from], 'is read, and cannot be what is written'],
      [[from, join(folder, '.', 'twice.parquet')], 'is read, and cannot be what is written'],
      [[from, `${from}.root`], 'convert writes Parquet, but the last name is'],
    ] as const) {
      const { code, told } = await run(...files);
      expect(told).toContain(message);
      expect(code).toBe(1);
    }
    expect(readFileSync(from).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.root'))).toEqual([]);
  });

  describe.runIf(process.platform === 'linux')('in a process of its own', () => {
    const command = (from: string, to: string, before = ''): [string, string[]] => {
      const node = `exec ${process.execPath} --import tsx ${join(import.meta.dirname, '../../../src/cli/main.ts')}`;
      return ['bash', ['-c', `${before}${node} convert ${from} ${to} --codec none --row-group-size 500`]];
    };
    const left = (name: string): string[] => readdirSync(folder).filter((one) => one.startsWith(name));
    let from: string;
    beforeAll(async () => {
      from = join(folder, 'process.ndjson');
      await fromValues(rows).writeNdjson(from);
    });

    it('leaves nothing where the disk is full', { timeout: 60_000 }, () => {
      const to = join(folder, 'full.parquet');
      const { status, stderr } = spawnSync(...command(from, to, 'ulimit -f 16; '), { encoding: 'utf8' });
      expect(stderr).toMatch(/cannot write .*full\.parquet: EFBIG[\s\S]*has room/);
      expect(status).toBe(1);
      expect(left('full')).toEqual([]);
    });

    it('leaves nothing when it is stopped', { timeout: 60_000 }, async () => {
      const many = join(folder, 'many');
      mkdirSync(many);
      await fromValues(rows).writeParquet(join(many, '0.parquet'));
      for (let i = 1; i < 300; i++) copyFileSync(join(many, '0.parquet'), join(many, `${i}.parquet`));
      const child = spawn(...command(many, join(folder, 'stop.parquet')), { stdio: ['ignore', 'ignore', 'pipe'] });
      let told = '';
      child.stderr?.on('data', (text) => {
        if (!told.includes('partition')) setImmediate(() => child.kill('SIGINT'));
        told += String(text);
      });
      const [code] = await once(child, 'close');
      expect(told).toContain('stopped: nothing was written');
      expect(code).toBe(130);
      expect(left('stop')).toEqual([]);
    });
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

  it('leaves out what holds no values, and says so', async () => {
    const from = join(folder, 'empty.ndjson');
    writeFileSync(from, '{"nothing": {}, "lists": [{}], "x": 1}\n{"nothing": {}, "lists": [], "x": 2}\n');
    const to = join(folder, 'empty.parquet');
    const { code, told } = await run(from, to);
    expect(told).toContain('left out, as they hold no values: nothing, lists\n');
    expect(code).toBe(0);
    expect((await open(to)).columns).toEqual(['x']);
    expect((await run(from, to, '--columns', 'nothing')).told).toContain("'nothing' is without fields");
  });
});
