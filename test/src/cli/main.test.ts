import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { shared } from '../../tools/shared.ts';
import { generateEvents } from '../../../src/demo/generate.ts';

const folder = mkdtempSync(join(tmpdir(), 'jagged-cli-'));
const file = join(folder, 'events.parquet');
const script = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const nano = shared('data/nano_dy.parquet');
const asNode = ['--import', import.meta.resolve('tsx'), script];

beforeAll(() => generateEvents(file, { events: 5000, rowGroup: 2048 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function jagged(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, { out: (text) => void out.push(text), err: (text) => void err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
}

describe('the commands', () => {
  it('inspect', async () => {
    const { code, out } = await jagged('inspect', file);
    expect(code).toBe(0);
    expect(out).toContain('5,000 rows in 3 row groups, 23 columns');
    expect(out).toMatch(/Muon\.pt +float32/);
    expect((await jagged('inspect', file, '--match', '^met')).out.trim().split('\n')).toHaveLength(4);
  });

  it('typegen', async () => {
    const { out } = await jagged('typegen', file);
    expect(out).toContain('export interface Muon extends Candidate {}');
    expect(out).toContain('readonly Muon: List<Muon>;');
    const to = join(folder, 'events.ts');
    expect(await jagged('typegen', file, '--out', to)).toMatchObject({ code: 0, out: '', err: `wrote ${to}\n` });
    expect(readFileSync(to, 'utf8')).toBe(out);
  });

  it.skipIf(nano === undefined)('references', async () => {
    const { out } = await jagged('inspect', nano as string, '--match', 'Idx|jet$|children');
    expect(out).toMatch(/Electron\.jet +-> Jet, by jetIdx/);
    expect(out).toMatch(/GenPart\.children +-> var \* GenPart, by genPartIdxMother, index/);
    const types = (await jagged('typegen', nano as string)).out;
    for (const line of ['jet: Jet | undefined', 'muons: List<Muon | undefined>', 'children: List<GenPart>'])
      expect(types).toContain(`  readonly ${line};`);
  });

  it('explain', async () => {
    expect((await jagged('explain', file, 'MET.pt')).out).toContain('reads 1 of 23 columns: MET_pt');
    expect(JSON.parse((await jagged('explain', file, 'MET.pt', '--json')).out)).toMatchObject({ columns: ['MET_pt'] });
    expect((await jagged('explain', file, 'MET.pt', '--dot')).out).toMatch(/^digraph plan \{/);
    expect((await jagged('explain', file, 'MET.pt', '--verbose')).out).toContain('loop');
  });

  it('query', async () => {
    const { out } = await jagged('query', file, 'Muon.length', '--limit', '2');
    expect(out).toMatch(/^\d+\n\d+\n… 4,998 more\n$/);
    const json = (await jagged('query', file, 'Muon.pt', '--json')).out.trim().split('\n');
    expect(json).toHaveLength(5000);
    expect(JSON.parse((await jagged('query', file, 'Muon.pt', '--json', '--limit', '1')).out)).toEqual(
      JSON.parse(json[0] as string),
    );
    expect((await jagged('query', file, 'MET', '--csv', '--limit', '1')).out).toMatch(/^pt,phi\n[\d.]+,-?[\d.]+\n$/);
    const to = join(folder, 'muons.arrow');
    expect((await jagged('query', file, 'Muon', '--arrow', to)).code).toBe(0);
    expect(tableFromIPC(readFileSync(to)).numRows).toBe(5000);
  });

  it('query of a field whose name is no word', async () => {
    const { out } = await jagged('query', file, 'row["MET_pt"]', '--schema', 'plain', '--json', '--limit', '3');
    expect(out).toBe((await jagged('query', file, 'MET.pt', '--json', '--limit', '3')).out);
    expect(out.trim().split('\n')).toHaveLength(3);
  });

  it('hist', async () => {
    expect((await jagged('hist', file, 'MET.pt', '--bins', '4')).out).toContain('entries 5000');
    const json = JSON.parse((await jagged('hist', file, 'MET.pt', '--bins', '4', '--range', '0:40', '--json')).out);
    expect(json.axes[0]).toMatchObject({ lower: 0, upper: 40, bins: 4 });
    const to = join(folder, 'met.svg');
    await jagged('hist', file, 'MET.pt', '--svg', to);
    expect(readFileSync(to, 'utf8')).toMatch(/^<svg/);
  });

  it('demo', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...asNode, 'demo', join(folder, 'demo'), '--events', '3000'],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    for (const text of [
      '3,000 simulated events',
      'reads 5 of 23 columns',
      'entries',
      'zpeak.svg',
      "did you mean 'pt'?",
      'npx tsx docs/examples/zpeak.ts',
    ])
      expect(stdout).toContain(text);
  });
});

describe('errors', () => {
  it.each([
    [['query', file, 'Muno.pt'], 1, "unknown name 'Muno'"],
    [['query', file, 'Muon.filter(m => m.ptt > 1)'], 1, "hint: did you mean 'pt'?"],
    [['query', file, '(1'], 1, 'this is not an expression'],
    [['query', file, 'Muon', '--csv'], 1, 'its type is var * Muon'],
    [['query', '/nowhere.parquet', 'x'], 1, 'there is no file /nowhere.parquet'],
    [['typegen', file, '--out', '/nowhere/x.ts'], 1, 'ENOENT'],
    [['nope'], 2, "unknown command 'nope'"],
    [['query', file], 2, "missing required argument 'expr'"],
    [['hist', file, 'MET.pt', '--bins', '0'], 2, 'whole number from 1'],
    [['hist', file, 'MET.pt', '--range', '5:1'], 2, 'LO:HI'],
    [['inspect', file, '--match', '('], 2, 'regular expression'],
    [['inspect', file, '--schema', 'x'], 2, 'Allowed choices'],
    [['query', file, 'run', '--json', '--csv'], 2, 'cannot be used with'],
  ])('%j exits with %i', async (args, expected, message) => {
    const { code, out, err } = await jagged(...args);
    expect(code).toBe(expected);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^ +at /m);
    expect(out).toBe('');
  });

  it('help and version are none', async () => {
    expect(await jagged('--version')).toEqual({ code: 0, out: '0.1.0\n', err: '' });
    expect((await jagged('query', '--help')).code).toBe(0);
  });

  it('a reader that stops early is none', async () => {
    const child = spawn(process.execPath, [...asNode, 'query', file, 'Muon', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (text) => {
      err += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, err]).toEqual([0, '']);
  });
});
