import { EmbeddedBasket, type RootObject } from '../objects/root-object.ts';

/** A leaf of a branch of basic values: `Jet_pt[nJet]/F`. */
export interface Leaf {
  /** TLeafF, TLeafElement, … */
  readonly className: string;
  readonly name: string;
  readonly title: string;
  /** How many values an entry has, or one of the counted items. */
  readonly length: number;
  readonly unsigned: boolean;
  readonly isCounted: boolean;
  /** Each object has the name of its class in front. */
  readonly isLabelled: boolean;
  /** The name of the leaf that counts. */
  readonly counterName: string;
}

/** Where the entries `start` up to `stop` of a branch are: in the file, or already here. */
export type BasketPlace =
  | { readonly start: number; readonly stop: number; readonly seek: number; readonly bytes: number }
  | { readonly start: number; readonly stop: number; readonly embedded: EmbeddedBasket };

/** What a TBranchElement says of the class whose member, base or whole it holds. */
export interface ClassPart {
  readonly className: string;
  readonly version: number;
  readonly checksum: number;
  /** The index of the member in the class; negative where the branch holds the class as a whole. */
  readonly id: number;
  /** 0 a member, 1 a base, 2 a part that is split, 3 and 4 a split TClonesArray and STL collection, 31 and 41 a member of the elements of those. */
  readonly type: number;
}

/** A branch of a tree. */
export interface Branch {
  /** The names of the branches down to this one, with slashes. */
  readonly path: string;
  readonly name: string;
  /** TBranch, TBranchElement or TBranchObject; other kinds are not read. */
  readonly kind: string;
  /** The class of a TBranchObject or TBranchElement. */
  readonly className: string;
  readonly part: ClassPart | undefined;
  readonly leaves: readonly Leaf[];
  readonly branches: readonly Branch[];
  readonly entries: number;
  /** Where the data are, in the order of entries; undefined where the branch contradicts itself. */
  readonly baskets: readonly BasketPlace[] | undefined;
  /** The entries' places in baskets are not stored: the counter tells them. */
  readonly noOffsets: boolean;
  /** The file the data are in, where it is another one. */
  readonly otherFile: string;
  /** Bytes on disk. */
  readonly packedBytes: number;
}

/** A tree as its metadata say. */
export interface TreeHeader {
  readonly entries: number;
  readonly branches: readonly Branch[];
}

/** The tree that an object of class TTree (or TNtuple, TNtupleD) describes. */
export function treeOf(object: RootObject): TreeHeader {
  return {
    entries: object.number('fEntries'),
    branches: branchesIn(object, ''),
  };
}

function branchesIn(object: RootObject, above: string): readonly Branch[] {
  return (object.one('fBranches')?.items ?? []).flatMap((one) => (one === undefined ? [] : [branchOf(one, above)]));
}

const GENERATED_OFFSETS = 1;

function branchOf(object: RootObject, above: string): Branch {
  const name = object.text('fName');
  const path = above === '' ? name : `${above}/${name}`;
  const features = object.one('fIOFeatures')?.number('fIOBits') ?? 0;
  return {
    path,
    name,
    kind: object.className,
    className: object.text('fClassName'),
    part: object.className === 'TBranchElement' ? partOf(object) : undefined,
    leaves: (object.one('fLeaves')?.items ?? []).flatMap((one) => (one === undefined ? [] : [leafOf(one)])),
    branches: branchesIn(object, path),
    entries: object.number('fEntries'),
    baskets: basketsOf(object),
    noOffsets: object.number('fEntryOffsetLen') === 0 || (features & GENERATED_OFFSETS) !== 0,
    otherFile: object.text('fFileName'),
    packedBytes: object.number('fZipBytes'),
  };
}

function partOf(object: RootObject): ClassPart {
  return {
    className: object.text('fClassName'),
    version: object.number('fClassVersion'),
    checksum: object.number('fCheckSum'),
    id: object.number('fID'),
    type: object.number('fType'),
  };
}

function leafOf(object: RootObject): Leaf {
  const counter = object.one('fLeafCount');
  return {
    className: object.className,
    name: object.text('fName'),
    title: object.text('fTitle'),
    length: object.number('fLen'),
    unsigned: object.number('fIsUnsigned') !== 0,
    isCounted: counter !== undefined,
    isLabelled: object.number('fVirtual') !== 0,
    counterName: counter?.text('fName') ?? '',
  };
}

// Baskets before the one being written have a place in the file; any other may lie in the tree.
function basketsOf(object: RootObject): readonly BasketPlace[] | undefined {
  const [starts, seeks, bytes] = [
    object.numbers('fBasketEntry'),
    object.numbers('fBasketSeek'),
    object.numbers('fBasketBytes'),
  ];
  const embedded = object.one('fBaskets')?.items ?? [];
  const written = object.number('fWriteBasket');
  const places: BasketPlace[] = [];
  // from the last: each ends where the next begins
  let stop = object.number('fEntries');
  for (let i = starts.length - 1; i >= 0; i--) {
    const start = starts[i] as number;
    const seek = i < written ? (seeks[i] ?? 0) : 0;
    const inside = embedded[i];
    if (seek > 0) places.push({ start, seek, bytes: bytes[i] ?? 0, stop });
    else if (inside instanceof EmbeddedBasket && inside.entries > 0) places.push({ start, stop, embedded: inside });
    else continue;
    stop = start;
  }
  places.reverse();
  return holdAll(places, object.number('fEntries')) ? places : undefined;
}

// The baskets must hold all entries, without a gap.
function holdAll(places: readonly BasketPlace[], entries: number): boolean {
  if (places.length === 0) return entries === 0;
  return (
    places[0]?.start === 0 &&
    places.every((place) => {
      const count = place.stop - place.start;
      return Number.isSafeInteger(count) && count >= 0 && (!('embedded' in place) || place.embedded.entries === count);
    })
  );
}
