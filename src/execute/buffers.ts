/** The buffers of all typed arrays in a value. */
export function buffersIn(value: unknown): Set<ArrayBufferLike> {
  const found = new Set<ArrayBufferLike>();
  mapViews(value, (view) => {
    found.add(view.buffer);
    return view;
  });
  return found;
}

/** The same value with other typed arrays. */
export function mapViews(value: unknown, change: (view: ArrayBufferView) => ArrayBufferView): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return change(value);
  if (Array.isArray(value)) return value.map((one) => mapViews(one, change));
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, mapViews(one, change)]));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapViews(one, change)]));
}
