import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { open } from '../../../src/index.ts';
import { scratch } from './support.ts';

const folder = scratch();
let files = 0;
function written(text: string | Uint8Array): string {
  const path = join(folder, `${String(++files).padStart(3, '0')}.csv`);
  writeFileSync(path, text);
  return path;
}
const read = async (text: string): Promise<unknown> => (await open(written(text))).toArray();

describe('a CSV file', () => {
  it('has columns of one kind each', async () => {
    const events = await open(
      written(
        '\ufeffb,n,x,s,q,z\r\ntrue,1,1.5,a,"1",007\r\nfalse,-9223372036854775808,2,"x, ""y""\r\nz",,\r\n,,NaN,"","2",1',
      ),
    );
    expect(events.type).toBe('{b: ?bool, n: ?int64, x: float64, s: string, q: ?string, z: ?string}');
    expect(await events.toArray()).toEqual([
      { b: true, n: 1, x: 1.5, s: 'a', q: '1', z: '007' },
      { b: false, n: -(2n ** 63n), x: 2, s: 'x, "y"\r\nz', q: undefined, z: undefined },
      { b: undefined, n: undefined, x: Number.NaN, s: '', q: '2', z: '1' },
    ]);
  });

  it('has numbers as programs write them', async () => {
    expect(await read('x\n1e3\n-inf\nnan\n2.\n-0\n18446744073709551616\n')).toEqual(
      [1000, -Infinity, Number.NaN, 2, -0, 2 ** 64].map((x) => ({ x })),
    );
    expect(await read('x\n18446744073709551615\n')).toEqual([{ x: 2n ** 64n - 1n }]);
    expect(await read('x\n1\ntrue\n')).toEqual([{ x: '1' }, { x: 'true' }]);
    expect(await read('x\n.5\n')).toEqual([{ x: '.5' }]);
  });

  it('may have nothing in it', async () => {
    expect(await read('a,b\n')).toEqual([]);
    expect(await read('a\n\n')).toEqual([{ a: undefined }]);
  });

  it('goes with others of the same columns', async () => {
    const [a, b, c] = [written('x,y\n1,a\n'), written('x,y\n1.5,b\n'), written('y,x\n1,2\n')];
    const both = await open([a, b], { chunkSize: 1 });
    expect([both.type, await both.toArray()]).toEqual([
      '{x: float64, y: string}',
      [
        { x: 1, y: 'a' },
        { x: 1.5, y: 'b' },
      ],
    ]);
    await expect(open([a, c])).rejects.toMatchObject({ code: 'schema-differs' });
  });

  it.each([
    ['', 'line 1: it is empty'],
    ['a,b,a\n', "two columns are called 'a'"],
    ['a,b\n1,2\n"x\ny",2,3\n', 'line 3: there are 3 cells, where 2 are expected'],
    ['a,b\n1\n', 'line 2: there are 1 cells'],
    ['a,b\n\n', 'line 2: there are 1 cells'],
    ['a\n"x\ny', 'line 2: a quote that does not end'],
    ['a\n"x"y\n', "line 2: 'y' after the end of a quoted cell"],
    ['a\nx"y\n', 'line 2: a quote in the middle'],
  ])('says where it is wrong: %j', async (text, message) => {
    await expect(open(written(text))).rejects.toMatchObject({
      code: 'bad-csv',
      message: expect.stringContaining(message),
    });
  });

  it('is UTF-8', async () => {
    await expect(open(written(Buffer.from([0x61, 0x0a, 0xff])))).rejects.toMatchObject({ code: 'bad-csv' });
  });
});
