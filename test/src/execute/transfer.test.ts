import { expect, test } from 'vitest';
import { ExecutionError, type JaggedError, SourceError } from '../../../compiler/tree/problem.ts';
import { errorFromJson, errorToJson } from '../../../src/execute/workers/errors.ts';
import { buffersIn } from '../../../src/execute/buffers.ts';
import { parcel } from '../../../src/execute/workers/transfer.ts';

const sent = <T>({ value, transfer }: { value: T; transfer: ArrayBuffer[] }): T => structuredClone(value, { transfer });

test('what was made moves; what the source keeps, and parts of larger buffers, are copied', () => {
  const made = new Float64Array([1, 2]);
  const kept = new Float32Array([3, 4]);
  const large = new Int32Array([5, 6, 7, 8]);
  const empty = new BigInt64Array(0);
  const part = large.subarray(1, 3);
  const layout = {
    is: 'record',
    length: 2,
    fields: new Map([
      ['__proto__', { data: made }],
      ['kept', { data: kept }],
    ] as never),
  };
  const value = [layout, { data: part, again: made, empty, count: 3, none: undefined, big: 2n ** 60n }];
  const found = sent(parcel(value, buffersIn([kept])));
  expect(found).toEqual([
    {
      ...layout,
      fields: new Map([
        ['__proto__', { data: new Float64Array([1, 2]) }],
        ['kept', { data: kept }],
      ] as never),
    },
    { ...value[1], data: new Int32Array([6, 7]), again: new Float64Array([1, 2]) },
  ]);
  expect([made.length, kept.length, large.length]).toEqual([0, 2, 4]);
  expect((found[1] as { data: Int32Array }).data.buffer.byteLength).toBe(8);
});

test('buffers that two results share move once', () => {
  const offsets = new Int32Array([0, 1]);
  const [a, b] = sent(parcel([{ offsets }, { offsets }], new Set()));
  expect(a).toEqual({ offsets: new Int32Array([0, 1]) });
  expect(b?.offsets).toBe(a?.offsets);
});

test('errors keep class, code, hint, place and cause', () => {
  const place = { text: 'x => x', start: 0, end: 1 };
  const error = new ExecutionError('overflow', 'too large', {
    hint: 'smaller',
    place,
    cause: new SourceError('damaged', 'bad page', { cause: new RangeError('out of it') }),
  });
  const back = errorFromJson(structuredClone(errorToJson(error))) as JaggedError;
  expect(back).toBeInstanceOf(ExecutionError);
  expect(back).toMatchObject({ name: 'ExecutionError', code: 'overflow', reason: 'too large', hint: 'smaller', place });
  expect(back.message).toBe(error.message);
  expect(back.cause).toBeInstanceOf(SourceError);
  expect((back.cause as JaggedError).cause).toMatchObject({ name: 'RangeError', message: 'out of it' });
  expect(errorFromJson(structuredClone(errorToJson('odd')))).toMatchObject({ message: 'odd' });
});
