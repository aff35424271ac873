import { describe, expect, test } from 'vitest';
import { difference } from '../bench/measure.ts';
import { ADL, queriesOf, readOptions } from '../bench/options.ts';
import { withSection } from '../bench/report.ts';

describe('the bench', () => {
  test('knows which queries are meant', () => {
    expect(queriesOf('1-8')).toEqual(ADL);
    expect(queriesOf('6')).toEqual(['6a', '6b']);
    expect(queriesOf('6b')).toEqual(['6b']);
    expect(() => queriesOf('9')).toThrow('--queries 9: there is no such query');
  });

  test('refuses options that make no sense', () => {
    expect(readOptions(['--events', '10'], 'scripts', false)).toMatchObject({ events: 10, layout: 'demo' });
    expect(() => readOptions(['--rounds', '0'], 'scripts', false)).toThrow('--rounds 0');
    expect(() => readOptions(['--layout', 'X'], 'scripts', false)).toThrow('--layout X');
  });

  test('counts entries that lie in other bins', () => {
    expect(difference([5, 3, 2], [5, 2, 3])).toEqual({ off: 1, all: 10 });
    expect(difference([5], [5, 0]).off).toBe(Infinity);
    expect(difference([5], [Number.NaN]).off).toBeNaN();
  });

  test('puts a section in the place of the one with its heading', () => {
    const page = '# Title\n\nText.\n\n## A\n\nold\n\n## A and B\n\nkept\n';
    expect(withSection(page, 'A', '## A\n\nnew')).toBe('# Title\n\nText.\n\n## A\n\nnew\n\n## A and B\n\nkept\n');
    expect(withSection('# Title\n', 'A', '## A\n\nnew')).toBe('# Title\n\n## A\n\nnew\n');
  });
});
