import { describe, expect, test } from 'vitest';
import { fromValues } from '../../src/index.ts';

const TEXTS = ['', 'a', 'ab', 'aé', 'é€', '€', 'x\u0000y', '😀', '\ufffd', 'abab'];
const rows = TEXTS.map((t, i) => ({ t, maybe: i % 3 === 0 ? undefined : t, list: TEXTS.slice(i) }));
const events = fromValues<Row>(rows);

interface Row {
  t: string;
  maybe: string | undefined;
  list: string[];
}

describe('tests of texts against known ones', () => {
  const tests: [name: string, (row: Row) => unknown][] = [
    ['startsWith', (e) => e.t.startsWith('a')],
    ['endsWith', (e) => e.t.endsWith('b')],
    ['includes', (e) => e.t.includes('é')],
    ['includes nothing', (e) => e.t.includes('')],
    ['equal', (e) => e.t === 'é€'],
    ['known first', (e) => 'ab' === e.t],
    ['not equal', (e) => e.t !== '😀'],
    ['half a pair', (e) => e.t.includes('\ud83d')],
    ['a replacement character', (e) => e.t === '\ufffd'],
    ['no stored text', (e) => e.t.trim().startsWith('a')],
    ['missing', (e) => e.maybe?.startsWith('a') ?? false],
    ['missing or equal', (e) => (e.maybe ?? 'ab') === 'ab'],
    ['in lists', (e) => e.list.filter((x) => x.endsWith('b')).length],
  ];
  for (const [name, fn] of tests) {
    test(name, async () => {
      const wanted = rows.map((row) => fn(row as Row));
      for (const engine of ['loops', 'kernels'] as const)
        expect(await events.map(fn).toArray({ engine }), engine).toEqual(wanted);
    });
  }
});
