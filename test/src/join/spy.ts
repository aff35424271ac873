import type { Source } from '../../../src/sources/source.ts';

/** A source, and what was read of it: partitions by their number, each with the paths of the needs; `before` comes first. */
export function spied<S extends Source>(source: S, before?: () => Promise<void>): { source: S; reads: string[] } {
  const reads: string[] = [];
  const watching = new Proxy<S>(source, {
    get(target, name) {
      if (name === 'read')
        return async (...[partition, request, signal]: Parameters<Source['read']>) => {
          await before?.();
          reads.push(`${partition.index}: ${request.needs.map(({ path }) => path.join('.')).join(', ')}`);
          return source.read(partition, request, signal);
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { source: watching, reads };
}
