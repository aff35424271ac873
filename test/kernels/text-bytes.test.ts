import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strings } from '../../kernels/loop.ts';
import { bytesAre, bytesBegin, bytesEnd, bytesInclude } from '../../kernels/text-bytes.ts';

const letters = fc.constantFrom('a', 'b', 'é', '€', '😀', '\u0000', '');
const pieces = fc.array(letters, { maxLength: 6 }).map((all) => all.join(''));

describe('texts as bytes', () => {
  test('are tested as JavaScript tests texts', () => {
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 5 }), pieces, (texts, part) => {
        const { offsets, bytes } = strings(texts);
        const known = new TextEncoder().encode(part);
        for (const [i, text] of texts.entries()) {
          expect(bytesBegin(offsets, bytes, i, known)).toBe(text.startsWith(part));
          expect(bytesEnd(offsets, bytes, i, known)).toBe(text.endsWith(part));
          expect(bytesInclude(offsets, bytes, i, known)).toBe(text.includes(part));
          expect(bytesAre(offsets, bytes, i, known)).toBe(text === part);
        }
      }),
      { numRuns: 500 },
    );
  });
});
