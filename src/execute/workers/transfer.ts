import { mapViews } from '../buffers.ts';

/** A value that can be posted, and the buffers that move with it instead of being copied. */
export interface Parcel<T> {
  readonly value: T;
  readonly transfer: ArrayBuffer[];
}

/**
 * Makes partial results ready to be posted. Buffers that the work has made move; what belongs to someone else (`theirs`:
 * the buffers that the source delivered and may keep), or is part of a larger buffer, is copied first.
 */
export function parcel<T>(value: T, theirs: ReadonlySet<ArrayBufferLike>): Parcel<T> {
  const transfer = new Set<ArrayBuffer>();
  const seen = new Map<ArrayBufferView, ArrayBufferView>();
  const viewOf = (view: ArrayBufferView): ArrayBufferView => {
    const known = seen.get(view);
    if (known !== undefined) return known;
    const { buffer, byteLength } = view;
    const whole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && !theirs.has(buffer);
    const mine = whole ? view : (view as Uint8Array).slice();
    // buffers of length 0 may be shared constants
    if (byteLength > 0) transfer.add(mine.buffer as ArrayBuffer);
    seen.set(view, mine);
    return mine;
  };
  return { value: mapViews(value, viewOf) as T, transfer: [...transfer] };
}
