/** The numbers ROOT gives the kinds of stored values (TStreamerElement::fType), as far as names are needed for them. */
export const KIND = {
  base: 0,
  /** Added to a basic kind: an array of fixed length. */
  array: 20,
  /** Added to a basic kind: a pointer to values that another member counts. */
  counted: 40,
  counter: 6,
  charStar: 7,
  bits: 15,
  object: 61,
  any: 62,
  ownedPointer: 63,
  pointer: 64,
  tString: 65,
  tObject: 66,
  tNamed: 67,
  ownedAnyPointer: 68,
  anyPointer: 69,
  stlPointer: 71,
  stl: 300,
  stlString: 365,
  custom: 500,
  loop: 501,
} as const;

/** A stored member or base of a class. */
export interface StreamerElement {
  /** The kind of element: `TStreamerBase`, `TStreamerBasicType`, `TStreamerSTL`, … */
  readonly element: string;
  readonly name: string;
  readonly title: string;
  /** See KIND. */
  readonly type: number;
  readonly typeName: string;
  /** The lengths of a fixed-size array, the outermost first; empty for a single value. */
  readonly dims: readonly number[];
  /** The member that counts the values behind a pointer. */
  readonly countName: string;
  /** The version of a base class. */
  readonly baseVersion: number;
}

/** How a version of a class is stored. */
export interface StreamerInfo {
  readonly name: string;
  readonly version: number;
  readonly checksum: number;
  readonly elements: readonly StreamerElement[];
}

/** The descriptions of one class. */
interface Versions {
  readonly all: StreamerInfo[];
  readonly byVersion: Map<number, StreamerInfo>;
  readonly byChecksum: Map<number, StreamerInfo>;
}

/** The classes that a file describes. */
export class Streamers {
  readonly #classes = new Map<string, Versions>();

  constructor(infos: Iterable<StreamerInfo>) {
    for (const info of infos) {
      const { name, version, checksum } = info;
      const known: Versions = this.#classes.get(name) ?? { all: [], byVersion: new Map(), byChecksum: new Map() };
      if (known.byVersion.get(version)?.checksum === checksum) continue;
      known.all.push(info);
      known.byVersion.set(version, info);
      known.byChecksum.set(checksum, info);
      this.#classes.set(name, known);
    }
  }

  /** A class as it was stored with a version, or with a checksum where the version says nothing (0 or less). */
  find(name: string, version: number, checksum?: number): StreamerInfo | undefined {
    const known = this.#classes.get(name);
    if (version <= 0 && checksum !== undefined) return known?.byChecksum.get(checksum);
    if (version <= 0 && known?.all.length === 1) return known.all[0];
    return known?.byVersion.get(version);
  }

  /** The newest version of a class, where nothing says which one it is. */
  newest(name: string): StreamerInfo | undefined {
    return this.versions(name).reduce<StreamerInfo | undefined>(
      (newest, info) => (newest === undefined || info.version > newest.version ? info : newest),
      undefined,
    );
  }

  /** All versions of a class that the file describes. */
  versions(name: string): readonly StreamerInfo[] {
    return this.#classes.get(name)?.all ?? [];
  }
}
