import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { axis, histogram, open } from '../../../../src/index.ts';
import { generateEvents } from '../../../../src/demo/generate.ts';
import { Lease } from '../../../../src/sources/parquet/decoder/rooms.ts';

interface Events {
  readonly MET: { readonly pt: number; readonly phi: number };
}

const folder = mkdtempSync(join(tmpdir(), 'jagged-rooms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('rooms', () => {
  test('are used again, but for those that are kept', () => {
    const first = new Lease();
    const [a, b] = [first.bytes(1_000_000), first.words(1000)];
    first.giveAll(new Set([b.buffer]));
    const second = new Lease();
    const [again, other] = [second.bytes(999_000), second.words(1000)];
    expect(again.buffer).toBe(a.buffer);
    expect(other.buffer).not.toBe(b.buffer);
    expect([again.length, other.length]).toEqual([999_000, 1000]);
  });

  test('a room that is given twice is in one use only', () => {
    const lease = new Lease();
    const { buffer } = lease.bytes(123_456);
    lease.give(buffer);
    lease.give(buffer);
    lease.giveAll(new Set());
    const next = new Lease();
    expect(next.bytes(123_456).buffer).not.toBe(next.bytes(123_456).buffer);
  });

  test('results stay what they are while other queries run', async () => {
    const file = join(folder, 'events.parquet');
    // one row group: what comes out is what lies in the rooms
    await generateEvents(file, { events: 20_000, rowGroup: 20_000 });
    const events = await open<Events>(file);
    const buffers = await events.MET.pt.toTypedArrays({ workers: 0 });
    const before = structuredClone(buffers);
    for (let i = 0; i < 3; i++) {
      await histogram(axis.regular(10, -4, 4))
        .fill(events.MET.phi)
        .run({ workers: 0 });
      await events.MET.phi.toTypedArrays({ workers: 0 });
    }
    expect(buffers).toEqual(before);
    expect(await events.MET.pt.toTypedArrays({ workers: 0 })).toEqual(before);
  });
});
