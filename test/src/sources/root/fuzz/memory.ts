/** Watches what typed arrays ask for. Must be imported before all that makes them. */

let largest = 0;
let sum = 0;

const KINDS = [
  ...['Int8Array', 'Uint8Array', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'ArrayBuffer'],
];

type Constructor = new (...args: unknown[]) => object;

for (const kind of KINDS) {
  const scope = globalThis as unknown as Record<string, Constructor & { readonly BYTES_PER_ELEMENT?: number }>;
  const inner = scope[kind] as Constructor & { readonly BYTES_PER_ELEMENT?: number };
  const each = inner.BYTES_PER_ELEMENT ?? 1;
  scope[kind] = new Proxy(inner, {
    construct: (target, args: unknown[], asked) => {
      const bytes = typeof args[0] === 'number' ? args[0] * each : 0;
      largest = Math.max(largest, bytes);
      sum += bytes;
      return Reflect.construct(target, args, asked === scope[kind] ? target : asked) as object;
    },
  });
}

/** The largest array that was asked for since the last call, and all of them together, in bytes. */
export function askedFor(): { readonly largest: number; readonly sum: number } {
  const asked = { largest, sum };
  largest = 0;
  sum = 0;
  return asked;
}
