import { readFileSync } from 'node:fs';
import { shared } from '../support.ts';

/** A tree or RNTuple of a real file. */
export interface RealTree {
  readonly file: string;
  readonly tree: string;
  /** How many branches the reference could read; undefined where it has only counted them. */
  readonly readable: number | undefined;
  /** The name of the reference, which is that of another file where that has the same data. */
  readonly twin: string;
}

interface Overview {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly trees: Readonly<
          Record<string, { readonly class: string; readonly readable?: number; readonly same_data_as?: string }>
        >;
      }
    >
  >;
}

/** All trees and RNTuples of the ROOT files in shared/data. */
export function realTrees(): readonly RealTree[] {
  const { files } = JSON.parse(readFileSync(shared('reference/root-files.json'), 'utf8')) as Overview;
  return Object.entries(files).flatMap(([file, { trees }]) =>
    Object.entries(trees).map(([tree, { readable, same_data_as: same }]): RealTree => {
      const [twin = file] = (same ?? file).split(':');
      return { file, tree, readable, twin: twin.replace(/\.root$/, '') };
    }),
  );
}
