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

/** The classes that a file describes. */
export class Streamers {
  readonly #classes = new Map<string, StreamerInfo[]>();
  /** By name, and version or checksum. */
  readonly #known = new Map<string, StreamerInfo>();

  constructor(infos: Iterable<StreamerInfo>) {
    for (const info of infos) {
      const twin = this.find(info.name, info.version);
      if (twin !== undefined && twin.version === info.version && twin.checksum === info.checksum) continue;
      const same = this.#classes.get(info.name);
      if (same === undefined) this.#classes.set(info.name, [info]);
      else same.push(info);
      this.#known.set(`version ${info.version} ${info.name}`, info);
      this.#known.set(`checksum ${info.checksum} ${info.name}`, info);
    }
  }

  /** A class as it was stored with a version, or with a checksum where the version says nothing (0 or less). */
  find(name: string, version: number, checksum?: number): StreamerInfo | undefined {
    if (version <= 0 && checksum !== undefined) return this.#known.get(`checksum ${checksum} ${name}`);
    const infos = this.versions(name);
    if (version <= 0 && infos.length === 1) return infos[0];
    return this.#known.get(`version ${version} ${name}`);
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
    return this.#classes.get(name) ?? [];
  }
}
