import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync as swc, type Options } from '@swc/core';
import { transformSync as esbuild, type TransformOptions } from 'esbuild';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { afterAll, expect, it } from 'vitest';
import { captureLambda } from '../../../src/capture/lambda.ts';
import { e, show, words } from './fake-vocabulary.ts';
import { lambdas as here } from './toolchain-lambdas.ts';

const load = createRequire(import.meta.url);
const work = mkdtempSync(join(tmpdir(), 'jagged-toolchains-'));
afterAll(() => rmSync(work, { recursive: true }));

type Transform = (source: string, file: string) => string;
const withEsbuild =
  (options: TransformOptions): Transform =>
  (source) =>
    esbuild(source, { loader: 'ts', ...options }).code;
const withSwc =
  (target: 'es2022' | 'es2015', options: Options = {}, type: 'es6' | 'commonjs' = 'es6'): Transform =>
  (source, filename) =>
    swc(source, {
      filename,
      configFile: false,
      module: { type },
      ...options,
      jsc: { parser: { syntax: 'typescript' }, target, ...options.jsc },
    }).code;
const withIstanbul: Transform = (source, file) =>
  createInstrumenter({ esModules: true }).instrumentSync(withEsbuild({ target: 'es2022' })(source, file), file);
const minify = { minify: true, jsc: { minify: { compress: true, mangle: true } } } as const;

const toolchains: Record<string, { transform: Transform; cjs?: boolean }> = {
  'esbuild es2022': { transform: withEsbuild({ target: 'es2022' }) },
  'esbuild es2019': { transform: withEsbuild({ target: 'es2019' }) },
  'esbuild es2015': { transform: withEsbuild({ target: 'es2015' }) },
  'esbuild minify': { transform: withEsbuild({ target: 'es2022', minify: true, format: 'esm' }) },
  'esbuild minify es2019': { transform: withEsbuild({ target: 'es2019', minify: true, format: 'esm' }) },
  'esbuild minify keepNames': {
    transform: withEsbuild({ target: 'es2022', minify: true, keepNames: true, format: 'esm' }),
  },
  'esbuild cjs': { transform: withEsbuild({ target: 'es2022', format: 'cjs' }), cjs: true },
  'esbuild cjs minify': { transform: withEsbuild({ target: 'es2022', format: 'cjs', minify: true }), cjs: true },
  'tsx esm': { transform: withEsbuild({ target: 'node20', keepNames: true, minifySyntax: true, format: 'esm' }) },
  'tsx cjs': {
    transform: withEsbuild({ target: 'node20', keepNames: true, minifySyntax: true, format: 'cjs' }),
    cjs: true,
  },
  'swc es2022': { transform: withSwc('es2022') },
  'swc es2015': { transform: withSwc('es2015', { jsc: { externalHelpers: false } }) },
  'swc cjs': { transform: withSwc('es2022', {}, 'commonjs'), cjs: true },
  'swc minify': { transform: withSwc('es2022', minify) },
  istanbul: { transform: withIstanbul },
};

const text = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

function build(name: string, { transform, cjs = false }: { transform: Transform; cjs?: boolean }): readonly Function[] {
  const ending = cjs ? 'cjs' : 'mjs';
  const file = (base: string): string => join(work, `${name.replaceAll(' ', '-')}-${base}.${ending}`);
  const here = (code: string): string => code.replaceAll('./outside.ts', file('outside'));
  writeFileSync(file('outside'), transform(text('./outside.ts'), 'outside.ts'));
  writeFileSync(file('lambdas'), here(transform(text('./toolchain-lambdas.ts'), 'toolchain-lambdas.ts')));
  return (load(file('lambdas')) as { lambdas: readonly Function[] }).lambdas;
}

const tree = (fn: Function): string => {
  try {
    return show(captureLambda(fn, [{ is: 'value', expr: e }], words).expr);
  } catch (error) {
    return `${(error as Error).message}\n${fn}`;
  }
};

/** The same, as tsc writes them for commonjs and es5; TypeScript 7 cannot be asked to emit from a test. */
const byHand: readonly [string, number][] = [
  ['(e) => { var _a; return (_a = e.Muon[0]) === null || _a === void 0 ? void 0 : _a.pt; }', 2],
  [
    '(e) => { var _a, _b, _c; return (_c = (_b = (_a = e.Muon[0]) === null || _a === void 0 ? void 0 : _a.jet) === null || _b === void 0 ? void 0 : _b.pt) !== null && _c !== void 0 ? _c : -1; }',
    3,
  ],
  ['(e) => { var _a; return (_a = e.best) === null || _a === void 0 ? void 0 : _a.deltaR(e.Jet[0]); }', 5],
  [
    'function (e) { return e.Pair.filter(function (_a) { var lead = _a.lead, sub = _a.sub; return lead.charge !== sub.charge; }).map(function (_a) { var a = _a.lead, pt = _a.sub.pt; return Math.pow(a.pt, 2) + pt; }); }',
    11,
  ],
  ['(e) => e.Muon.map((m) => (Object.assign(Object.assign({}, m), { x: m.pt / 2, y: 1 })))', 13],
  [
    'function (e) { return e.Muon.map(function (m) { return (__assign(__assign({}, m), { x: m.pt / 2, y: 1 })); }); }',
    13,
  ],
  [
    'function (_a) { var _b = _a.MET.pt, pt = _b === void 0 ? 0 : _b, run = _a.run; return run > 5 ? pt : run > 3 ? pt : 0; }',
    29,
  ],
  ['(e) => (0, outside_js_1.deltaPhi)(e.MET.phi, Math.PI) < outer.CUT * 2', 15],
];

const expected = build('esbuild es2022', toolchains['esbuild es2022'] as { transform: Transform }).map(tree);
let same = 0;
let all = 0;

it('reads all of them', () => expect(expected.filter((t) => t.includes('hint'))).toEqual([]));
it.each([...Object.keys(toolchains), 'vitest'])('%s', (name) => {
  const trees = (name === 'vitest' ? here : build(name, toolchains[name] as { transform: Transform })).map(tree);
  all += expected.length;
  same += trees.filter((t, i) => t === expected[i]).length;
  expect(trees).toEqual(expected);
});
it('tsc commonjs and es5, by hand', async () => {
  const outside = await import('./outside.ts');
  const trees = byHand.map(([source]) =>
    tree(
      new Function('outside_js_1', 'outer', `return (${source})`)(
        { ...outside, __esModule: true },
        outside,
      ) as Function,
    ),
  );
  all += byHand.length;
  same += trees.filter((t, i) => t === expected[byHand[i]?.[1] as number]).length;
  expect(trees).toEqual(byHand.map(([, i]) => expected[i]));
});
afterAll(() => console.log(`toolchains: ${same} of ${all}`));
