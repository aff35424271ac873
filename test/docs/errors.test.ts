import { describe, expect, test } from 'vitest';
import { REFUSED } from '../../src/capture/refuse.ts';
import { type Entry, ERROR_CODES } from '../tools/error-codes.ts';
import { codesInSource, errorsNow, errorsText, messageOf } from '../tools/errors.ts';

const entries = Object.values(ERROR_CODES).flatMap((codes) => Object.entries(codes as Record<string, Entry>));
const onPage = [...entries.map(([code]) => code), ...Object.values(REFUSED).map(({ code }) => code)];

describe('docs/errors.md', () => {
  test('has every code of the source, and no other', () => {
    const inSource = [...codesInSource().keys()];
    expect(inSource.length).toBeGreaterThan(100);
    expect([...new Set(onPage)].sort()).toStrictEqual(inSource.sort());
  });

  test.each(entries.flatMap(([code, [, , bring]]) => (bring === undefined ? [] : [[code, bring] as const])))(
    'what brings %s brings it',
    async (code, bring) => {
      expect((await messageOf(bring)).code).toBe(code);
    },
  );

  test('says what the library says', async () => {
    expect(errorsNow(), 'npm run docs writes it anew').toBe(await errorsText());
  });
});
