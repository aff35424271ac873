import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Who may import whom; a room may always import itself. A name with a slash is one file, not a room. */
const allowed: Record<string, readonly string[]> = {
  kernels: [],
  compiler: ['kernels'],
  'src/results': ['kernels', 'compiler'],
  'src/schemas': ['compiler'],
  'src/sources': ['kernels', 'compiler', 'src/schemas'],
  'src/capture': ['compiler'],
  'src/behaviors': ['compiler', 'src/capture'],
  'src/execute': ['kernels', 'compiler', 'src/sources', 'src/results'],
  'src/api': [
    'kernels',
    'compiler',
    'src/results',
    'src/schemas',
    'src/sources',
    'src/capture',
    'src/behaviors',
    'src/execute',
  ],
  'src/analysis': ['kernels', 'compiler', 'src/api', 'src/results', 'src/sources', 'src/execute'],
  'src/index.ts': [
    'kernels',
    'compiler',
    'src/analysis',
    'src/api',
    'src/results',
    'src/schemas',
    'src/sources',
    'src/capture',
    'src/behaviors',
    'src/execute',
  ],
  'src/demo': ['compiler'],
  'src/cli': ['compiler', 'src/analysis', 'src/index.ts', 'src/api', 'src/behaviors', 'src/results', 'src/demo'],
};

/** Rooms that know neither packages nor Node: same input, same output. */
const pure = new Set(['kernels', 'compiler']);

/** Packages that cost start-up time: loaded on first use with `await import(...)`. */
const loadedLate = /^(@duckdb\/|duckdb|apache-arrow|parquet-wasm)/;

const maxLines = 500;

interface Import {
  readonly from: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

const names = String.raw`(?:[\w$]+\s*,\s*)?(?:\*(?:\s+as\s+[\w$]+)?|\{[^}]*\}|[\w$]+)`;
const staticImport = new RegExp(
  String.raw`^[ \t]*(?:import|export)\s+(type\s+(?!from\b))?${names}\s*from\s*['"]([^'"]+)['"]`,
  'gm',
);
const bareImport = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const dynamicImport = /\bimport\(\s*['"]([^'"]+)['"]|\bnew URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g;

/** Everything a file imports, re-exports, or loads by a name written in it. */
function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const [, type, from] of text.matchAll(staticImport)) {
    found.push({ from: from as string, kind: type === undefined ? 'static' : 'type' });
  }
  for (const [, from] of text.matchAll(bareImport)) found.push({ from: from as string, kind: 'static' });
  for (const [, module, url] of text.matchAll(dynamicImport)) {
    found.push({ from: (module ?? url) as string, kind: 'dynamic' });
  }
  return found;
}

/** The room a file belongs to: its project, and inside src also its folder. */
function roomOf(file: string): string {
  const [project = '', second = ''] = file.split('/');
  return project === 'src' ? `${project}/${second}` : project;
}

/** What is wrong with one import, or undefined. */
function complaint(file: string, { from, kind }: Import): string | undefined {
  const room = roomOf(file);
  const mayImport = allowed[room];
  if (mayImport === undefined) return `${file}: room ${room} is not in the table of this test`;
  if (!from.startsWith('.')) {
    if (pure.has(room)) return `${file} imports ${from}: ${room} imports no packages`;
    if (loadedLate.test(from) && kind === 'static') return `${file} imports ${from}: load it with await import()`;
    return undefined;
  }
  const target = posix.join(posix.dirname(file), from);
  const targetRoom = roomOf(target);
  if (targetRoom === room || mayImport.includes(targetRoom) || mayImport.includes(target)) return undefined;
  return `${file} imports ${from}: ${room} may not import ${targetRoom}`;
}

/** The rules for the text of one file, apart from imports. */
function textComplaints(file: string, text: string): string[] {
  const found: string[] = [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > maxLines && !file.startsWith('compiler/ops/')) {
    found.push(`${file} has ${lines} lines: at most ${maxLines}`);
  }
  if (/^[ \t]*export\s+default\b|^[ \t]*export\s*\{[^}]*\bas\s+default\b/m.test(text)) {
    found.push(`${file} has a default export: name it`);
  }
  return found;
}

const files = ['kernels', 'compiler', 'src'].flatMap((project) =>
  readdirSync(join(root, project), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => posix.join(project, name.replaceAll(sep, '/')))
    .sort(),
);

describe('the rooms', () => {
  it('import only what the table allows', () => {
    expect(files.length).toBeGreaterThan(0);
    const found = files.flatMap((file) =>
      importsOf(readFileSync(join(root, file), 'utf8')).map((one) => complaint(file, one)),
    );
    expect(found.filter((text) => text !== undefined)).toEqual([]);
  });

  it('hold short files without default exports', () => {
    expect(files.flatMap((file) => textComplaints(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});

describe('the check of the rooms', () => {
  it('finds every form of import', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import {\n  b,\n  type C,\n} from './b.ts';",
      "import * as d from './d.ts';",
      "export * from './e.ts';",
      "export type { F } from './f.ts';",
      "import './g.ts';",
      "const h = await import('./h.ts');",
      "new Worker(new URL('./i.ts', import.meta.url));",
      "export const x = 'from';",
      " * import { y } from './comment.ts';",
    ].join('\n');
    expect(importsOf(text).map(({ from, kind }) => `${from} ${kind}`)).toEqual([
      './a.ts type',
      './b.ts static',
      './d.ts static',
      './e.ts static',
      './f.ts type',
      './g.ts static',
      './h.ts dynamic',
      './i.ts dynamic',
    ]);
  });

  it.each([
    ['kernels/take.ts', '../compiler/source.ts', 'kernels may not import compiler'],
    ['kernels/take.ts', 'node:fs', 'kernels imports no packages'],
    ['compiler/tree/expr.ts', '../../src/index.ts', 'compiler may not import src/index.ts'],
    ['src/capture/lambda.ts', '../api/open.ts', 'src/capture may not import src/api'],
    ['src/api/open.ts', '../cli/main.ts', 'src/api may not import src/cli'],
    ['src/cli/main.ts', '../execute/run.ts', 'src/cli may not import src/execute'],
    ['src/sources/parquet.ts', '@duckdb/node-api', 'load it with await import()'],
    ['src/results/arrow.ts', 'apache-arrow', 'load it with await import()'],
    ['src/other/x.ts', './y.ts', 'room src/other is not in the table'],
  ])('refuses %s importing %s', (file, from, message) => {
    const text = complaint(file, { from, kind: 'static' });
    expect(text).toContain(file);
    expect(text).toContain(message);
  });

  it.each([
    ['src/cli/main.ts', '../index.ts', 'static'],
    ['src/sources/parquet.ts', '@duckdb/node-api', 'type'],
    ['src/sources/parquet.ts', '@duckdb/node-api', 'dynamic'],
    ['compiler/tree/type.ts', '../../kernels/dtype.ts', 'static'],
  ] as const)('accepts %s importing %s (%s)', (file, from, kind) => {
    expect(complaint(file, { from, kind })).toBeUndefined();
  });

  it('refuses long files and default exports', () => {
    expect(textComplaints('src/api/x.ts', 'x\n'.repeat(501))).toEqual(['src/api/x.ts has 501 lines: at most 500']);
    expect(textComplaints('compiler/ops/math.ts', 'x\n'.repeat(501))).toEqual([]);
    expect(textComplaints('src/api/x.ts', 'export default 1;')).toHaveLength(1);
    expect(textComplaints('src/api/x.ts', 'export { a as default };')).toHaveLength(1);
  });
});
