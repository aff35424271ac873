/**
 * Plants faults, one at a time, in a copy of the project, and runs the tests that should notice. Prints `N of N caught`
 * and fails if one got through. Run: npm run test:mutants
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const LOOPS = ['test/property'];
const mutants = [
  [
    'the lower edge of a bin is left out',
    'kernels/histogram.ts',
    'return z >= 0 ?',
    'return z > 0 ?',
    ['test/kernels'],
  ],
  [
    'values fall one bin too high',
    'kernels/histogram.ts',
    'Math.floor(z * bins) + 1',
    'Math.ceil(z * bins) + 1',
    ['test/kernels'],
  ],
  [
    'NaN goes to underflow',
    'kernels/histogram.ts',
    'return bins + 1;',
    'return x !== x ? 0 : bins + 1;',
    ['test/kernels'],
  ],
  ['an angle of π stays π', 'kernels/scalar.ts', 'if (x >= Math.PI)', 'if (x > Math.PI)', ['test/kernels', ...LOOPS]],
  [
    'integers beyond 2**53 are rounded',
    'kernels/scalar.ts',
    'if (x > 9007199254740991 || x < -9007199254740991) throw',
    'if (x > Infinity) throw',
    LOOPS,
  ],
  [
    'wide integers are rounded',
    'kernels/scalar.ts',
    'if (y > 9007199254740991 || y < -9007199254740991)',
    'if (y > Infinity)',
    LOOPS,
  ],
  ['sorting is not stable', 'kernels/loop.ts', 'a > b : a < b', 'a >= b : a <= b', LOOPS],
  [
    'a negative index counts from the start',
    'kernels/loop.ts',
    'index < 0 ? end + index : start + index',
    'start + Math.abs(index)',
    LOOPS,
  ],
  [
    'lists of unequal length are walked together',
    'kernels/loop.ts',
    'if (a !== b) throw new LengthProblem',
    'if (a < 0) throw new LengthProblem',
    ['test/src/errors.test.ts'],
  ],
  ['the high half of a 64-bit integer is lost', 'kernels/loop.ts', 'Math.floor(value / 4294967296)', '0', LOOPS],
  ['validity bits are shifted', 'kernels/loop.ts', '(1 << (i & 7))', '(1 << ((i + 1) & 7))', LOOPS],
  [
    'a filter is lost',
    'compiler/emit/loop-lists.ts',
    "if (test === 'true') body(element, inner);",
    "if (test !== 'false') body(element, inner);",
    LOOPS,
  ],
  [
    'an element pairs with itself',
    'compiler/emit/loop-lists.ts',
    '`${chosen.at(-1)} + 1`',
    '`${chosen.at(-1)}`',
    LOOPS,
  ],
  [
    'any and all change places',
    'compiler/emit/loop-lists.ts',
    "this.test(expr.op === 'any',",
    "this.test(expr.op === 'all',",
    LOOPS,
  ],
  [
    'the last of equal ones is best',
    'compiler/emit/loop-lists.ts',
    "${least ? '<' : '>'} ${best} ||",
    "${least ? '<=' : '>='} ${best} ||",
    LOOPS,
  ],
  [
    'NaN is best when it comes first',
    'compiler/emit/loop-lists.ts',
    '|| (${best} !== ${best} && ${key} === ${key})',
    '',
    LOOPS,
  ],
  [
    'only the first list is joined',
    'compiler/emit/loop-lists.ts',
    'for (const { from, val } of parts)',
    'for (const { from, val } of parts.slice(0, 1))',
    LOOPS,
  ],
  [
    'values kept per element are mixed up',
    'compiler/emit/loop-kept.ts',
    'const text = canonicalKey(expr, root);',
    "const text = 'same';",
    ['test/compiler', 'test/src', 'test/adl', 'test/property'],
  ],
  [
    'a fused filter forgets the inner condition',
    'compiler/passes/rules/fuse-filters.ts',
    'apply(inner, [x])',
    'apply(outer, [x])',
    ['test/compiler', ...LOOPS],
  ],
  [
    'a filtered list is counted unfiltered',
    'compiler/passes/rules/count-without-values.ts',
    "new Set(['map',",
    "new Set(['filter', 'map',",
    ['test/compiler', ...LOOPS],
  ],
  [
    'pairs are asked of three',
    'compiler/passes/rules/ask-counts-first.ts',
    "least: (list.options['names'] as string[]).length",
    "least: (list.options['names'] as string[]).length + 1",
    ['test/compiler', 'test/adl', ...LOOPS],
  ],
  [
    'pz has the wrong hyperbola',
    'src/behaviors/lorentz.ts',
    'v.pt * Math.sinh(v.eta)',
    'v.pt * Math.cosh(v.eta)',
    ['test/differential', ...LOOPS],
  ],
  [
    'a negative mass squared is taken as positive',
    'src/behaviors/lorentz.ts',
    'return Math.sign(m2) * Math.sqrt(Math.abs(m2));',
    'return Math.sqrt(Math.abs(m2));',
    ['test/src/lorentz.test.ts'],
  ],
  [
    'merging groups by two',
    'src/execute/merge.ts',
    'const FAN_IN = 8;',
    'const FAN_IN = 2;',
    ['test/src/merge.test.ts'],
  ],
];

const root = resolve(import.meta.dirname ?? '.', '../..');
const work = mkdtempSync(join(tmpdir(), 'jagged-mutants-'));
for (const name of [
  'kernels',
  'compiler',
  'src',
  'test',
  'docs',
  'package.json',
  'vitest.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
])
  cpSync(join(root, name), join(work, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(work, 'node_modules'));

const passes = (tests) =>
  spawnSync('npx', ['vitest', 'run', '--bail', '1', ...tests], {
    cwd: work,
    encoding: 'utf8',
    env: { ...process.env, CI: 'true' },
  }).status === 0;

let caught = 0;
const through = [];
for (const [name, file, find, put, tests] of mutants) {
  const path = join(work, file);
  const text = readFileSync(path, 'utf8');
  const seen = text.split(find).length - 1;
  if (seen === 0) throw new Error(`${file} has no longer the text of the fault '${name}'`);
  writeFileSync(path, text.replaceAll(find, put));
  const survived = passes(tests);
  writeFileSync(path, text);
  if (survived) through.push(name);
  else caught++;
  console.log(`${survived ? 'NOT CAUGHT' : 'caught    '}  ${name}`);
}
rmSync(work, { recursive: true });
console.log(`mutants: ${caught} of ${mutants.length} caught`);
process.exit(through.length === 0 ? 0 : 1);
