/** How many are under way at a time: enough for the threads of codecs, few enough that memory stays small. */
const AT_ONCE = 8;

/**
 * What is made of each item, in order. While one is used some more are under way, as codecs may have threads of their own.
 * Where several fail, the error is that of the first; nothing is under way after the end.
 */
export async function* ahead<T, R>(
  items: readonly T[],
  make: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const begun: Promise<R>[] = [];
  try {
    for (let next = 0, done = 0; done < items.length; done++) {
      for (; next < items.length && next < done + AT_ONCE; next++) {
        const one = make(items[next] as T);
        // a failure is for whoever asks for this one
        one.catch(() => undefined);
        begun.push(one);
      }
      yield await (begun[0] as Promise<R>);
      begun.shift();
    }
  } finally {
    // after a failure, or where nobody asks for more
    await Promise.allSettled(begun);
  }
}
