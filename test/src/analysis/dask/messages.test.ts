import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageReader, toMessage } from '../../../../src/execute/dask/messages.ts';

describe('messages', () => {
  test('come whole, however they are cut on their way', () => {
    const message = fc.record({ head: fc.dictionary(fc.string(), fc.jsonValue()), bodies: fc.array(fc.uint8Array()) });
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat(40)), (sent, cuts) => {
        const bytes = Buffer.concat(sent.flatMap(({ head, bodies }) => toMessage(head, bodies)));
        const reader = new MessageReader<object>();
        const got = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const end = at + 1 + (cuts[i % cuts.length] ?? 0);
          got.push(...reader.push(bytes.subarray(at, end)));
          at = end;
        }
        expect(got.map(({ head, body }) => [JSON.stringify(head), [...body]])).toEqual(
          sent.map(({ head, bodies }) => [JSON.stringify(head), bodies.flatMap((body) => [...body])]),
        );
      }),
    );
  });

  test('cost no more than their length when they come in many pieces', () => {
    const body = new Uint8Array(2 ** 26);
    const bytes = Buffer.concat(toMessage({}, [body]));
    const reader = new MessageReader<object>();
    let whole = 0;
    for (let at = 0; at < bytes.length; at += 4096) whole += reader.push(bytes.subarray(at, at + 4096)).length;
    expect(whole).toBe(1);
  });

  test('beyond 4 GB are an error', () => {
    const body = { length: 2 ** 32 } as Uint8Array;
    expect(() => toMessage({}, [body])).toThrow(RangeError);
  });
});
