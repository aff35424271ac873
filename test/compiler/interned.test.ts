import { describe, expect, it } from 'vitest';
import { hashOfText, Interned, mixed } from '../../compiler/tree/interned.ts';

describe('things kept once', () => {
  it('are found by hash and comparison, however many share a hash', () => {
    const table = new Interned<{ n: number }>();
    const held = Array.from({ length: 20_000 }, (_, n) => ({ n }));
    for (const thing of held) table.add(thing.n % 97, thing);
    for (const thing of held.filter(({ n }) => n % 501 === 0))
      expect(table.find(thing.n % 97, (other) => other.n === thing.n)).toBe(thing);
    expect(table.find(5, (other) => other.n === 6)).toBeUndefined();
    expect(table.find(-1, () => true)).toBeUndefined();
  });

  it('hash to whole numbers that tell order and text apart', () => {
    expect(mixed(mixed(0, 1), 2)).not.toBe(mixed(mixed(0, 2), 1));
    expect(hashOfText('pt')).not.toBe(hashOfText('tp'));
    expect(Number.isInteger(mixed(2 ** 31, -1)) && Number.isInteger(hashOfText('é'.repeat(1000)))).toBe(true);
  });
});
