import type { RootFile } from '../container/root-file.ts';
import { Cursor } from '../container/cursor.ts';
import { readKey } from '../container/keys.ts';
import { readBasketHeader } from '../objects/built-in.ts';
import type { BasketPlace, Branch } from './branch.ts';

/** The unpacked data of a basket. */
export interface Basket {
  readonly start: number;
  readonly stop: number;
  readonly cursor: Cursor;
  /** Where each entry begins in the data, and where the last ends; gives undefined where that is not stored. */
  readonly offsets: () => Int32Array | undefined;
}

/** Unpacks a basket; `bytes` are those of its place in the file, or undefined where it lies in the tree. */
export async function unpackBasket(
  file: RootFile,
  branch: Branch,
  place: BasketPlace,
  bytes: Uint8Array | undefined,
): Promise<Basket> {
  const { start, stop } = place;
  const what = `the basket of '${branch.path}' with the entries ${start} to ${stop}`;
  if ('embedded' in place) {
    const { data, offsets } = place.embedded;
    const cursor = new Cursor(data, file.name, what);
    if (offsets !== undefined) checkOffsets(offsets, stop - start, data.length, cursor);
    return { start, stop, cursor, offsets: () => offsets };
  }
  const header = new Cursor(bytes as Uint8Array, file.name, what);
  const { bytes: packedLength, keyLength, objectLength } = readKey(header);
  const { entries, last, sizes } = readBasketHeader(header);
  if (entries !== stop - start) throw header.damage(`it has ${entries} entries`);
  if (!(keyLength <= packedLength && packedLength <= (bytes as Uint8Array).length))
    throw header.damage('its key is longer than it');
  const data = await file.unpack((bytes as Uint8Array).subarray(keyLength, packedLength), objectLength, what);
  const end = last - keyLength;
  if (!(end >= 0 && end <= data.length)) throw header.damage(`its data end at byte ${end} of ${data.length}`);
  const cursor = new Cursor(data, file.name, what, 0, end);
  const offsets = (): Int32Array => storedOffsets(data, end, entries, sizes ? undefined : keyLength, cursor);
  return { start, stop, cursor, offsets: end === data.length ? () => undefined : offsets };
}

// Behind the data: how many there are, and where each entry begins, counted from the key; or how far it is behind the
// one before, where there is no key to count from.
function storedOffsets(
  data: Uint8Array,
  end: number,
  entries: number,
  keyLength: number | undefined,
  of: Cursor,
): Int32Array {
  const cursor = new Cursor(data, of.file, of.what, end);
  const count = cursor.i32();
  if (count < entries || count * 4 > cursor.left) throw of.damage(`it has the places of ${count} entries`);
  const offsets = new Int32Array(entries + 1);
  for (let i = 0; i < entries; i++)
    offsets[i] = keyLength === undefined ? (offsets[i - 1] ?? 0) + cursor.i32() : cursor.i32() - keyLength;
  offsets[entries] = end;
  checkOffsets(offsets, entries, end, of);
  return offsets;
}

function checkOffsets(offsets: Int32Array, entries: number, end: number, of: Cursor): void {
  if (offsets.length !== entries + 1) throw of.damage(`it has the places of ${offsets.length - 1} entries`);
  let before = 0;
  for (const offset of offsets) {
    if (offset < before || offset > end) throw of.damage('its entries lie outside of its data');
    before = offset;
  }
}
