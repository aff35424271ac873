import { placesOf } from '../../../../kernels/root/entries.ts';
import { Cursor } from '../container/cursor.ts';
import { readKey } from '../container/keys.ts';
import type { RootFile } from '../container/root-file.ts';
import { readBasketHeader } from '../objects/built-in.ts';
import type { EmbeddedBasket } from '../objects/root-object.ts';
import type { BasketPlace, Branch } from './branch.ts';

/** A basket of which the header was read. */
export interface PackedBasket {
  readonly start: number;
  readonly stop: number;
  /** How many bytes its entries take when unpacked, as it says. */
  readonly dataBytes: number;
  readonly packedBytes: number;
  unpack(): Promise<Basket>;
  /** Unpacks the data alone into memory that is as long. */
  unpackData(out: Uint8Array): Promise<void>;
  /** The error for what makes no sense in it. */
  damage(how: string): Error;
}

/** The unpacked data of a basket. */
export interface Basket {
  readonly start: number;
  readonly stop: number;
  readonly cursor: Cursor;
  /** Where each entry begins in the data, and where the last ends; gives undefined where that is not stored. */
  readonly places: () => Int32Array | undefined;
}

/** Looks at a basket; `bytes` are those of its place in the file, or undefined where it lies in the tree. */
export function openBasket(
  file: RootFile,
  branch: Branch,
  place: BasketPlace,
  bytes: Uint8Array | undefined,
): PackedBasket {
  const { start, stop } = place;
  const what = `the basket of '${branch.path}' with the entries ${start} to ${stop}`;
  if ('embedded' in place) return embedded(place, file.name, what);
  const header = new Cursor(bytes as Uint8Array, file.name, what);
  const { bytes: packedLength, keyLength, objectLength } = readKey(header);
  const { entries, last, sizes } = readBasketHeader(header);
  if (entries !== stop - start) throw header.damage(`it has ${entries} entries`);
  if (!(keyLength <= packedLength && packedLength <= (bytes as Uint8Array).length))
    throw header.damage('its key is longer than it');
  const packed = (bytes as Uint8Array).subarray(keyLength, packedLength);
  const end = last - keyLength;
  if (!(end >= 0 && end <= objectLength)) throw header.damage(`its data end at byte ${end} of ${objectLength}`);
  return {
    start,
    stop,
    dataBytes: end,
    packedBytes: packed.length,
    unpack: async () => {
      const data = await file.unpack(packed, objectLength, what);
      const cursor = new Cursor(data, file.name, what, 0, end);
      const origin = sizes ? undefined : keyLength;
      return {
        start,
        stop,
        cursor,
        places: () => (end === data.length ? undefined : storedPlaces(cursor, entries, origin)),
      };
    },
    unpackData: (out) => file.unpackBegin(packed, objectLength, out, what),
    damage: (how) => header.damage(how),
  };
}

function embedded(
  place: BasketPlace & { readonly embedded: EmbeddedBasket },
  file: string,
  what: string,
): PackedBasket {
  const { start, stop } = place;
  const { data, offsets } = place.embedded;
  return {
    start,
    stop,
    dataBytes: data.length,
    packedBytes: data.length,
    unpack: async () => {
      const cursor = new Cursor(data, file, what);
      if (offsets !== undefined) checkPlaces(offsets, stop - start, cursor);
      return { start, stop, cursor, places: () => offsets };
    },
    unpackData: async (out) => out.set(data),
    damage: (how) => new Cursor(data, file, what).damage(how),
  };
}

// Behind the data: how many there are, and where each entry begins, counted from the key; or how far it is behind the
// one before, where there is no key to count from.
function storedPlaces(of: Cursor, entries: number, origin: number | undefined): Int32Array {
  const cursor = new Cursor(of.bytes, of.file, of.what, of.end);
  const count = cursor.i32();
  if (count < entries || count * 4 > cursor.left) throw of.damage(`it has the places of ${count} entries`);
  const places = new Int32Array(entries + 1);
  if (origin !== undefined) {
    if (!placesOf(of.bytes, cursor.at, origin, of.end, places)) throw outside(of);
    return places;
  }
  for (let i = 0; i < entries; i++) places[i] = (places[i - 1] ?? 0) + cursor.i32();
  places[entries] = of.end;
  checkPlaces(places, entries, of);
  return places;
}

function checkPlaces(places: Int32Array, entries: number, of: Cursor): void {
  if (places.length !== entries + 1) throw of.damage(`it has the places of ${places.length - 1} entries`);
  let before = 0;
  for (const place of places) {
    if (place < before || place > of.end) throw outside(of);
    before = place;
  }
}

const outside = (of: Cursor): Error => of.damage('its entries lie outside of its data');
