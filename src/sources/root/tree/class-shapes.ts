import type { DType } from '../../../../kernels/dtype.ts';
import { KIND, type StreamerElement, type StreamerInfo, type Streamers } from '../objects/streamers.ts';
import { packingOf } from './packing.ts';
import type { Member, Shape } from './shape.ts';
import { parseTypeName, showTypeName, type TypeName, withoutPointer } from '../objects/type-name.ts';
import { Unreadable } from './unreadable.ts';

const BASIC_KINDS: ReadonlyMap<number, DType> = new Map([
  [1, 'int8'],
  [2, 'int16'],
  [3, 'int32'],
  [4, 'int64'],
  [5, 'float32'],
  [6, 'int32'],
  [8, 'float64'],
  [11, 'uint8'],
  [12, 'uint16'],
  [13, 'uint32'],
  [14, 'uint64'],
  [15, 'uint32'],
  [16, 'int64'],
  [17, 'uint64'],
  [18, 'bool'],
]);
const DOUBLE32 = 9;
const FLOAT16 = 19;

const BASIC_TYPES: ReadonlyMap<string, DType> = new Map([
  ['bool', 'bool'],
  ['Bool_t', 'bool'],
  ['char', 'int8'],
  ['signed char', 'int8'],
  ['Char_t', 'int8'],
  ['int8_t', 'int8'],
  ['unsigned char', 'uint8'],
  ['UChar_t', 'uint8'],
  ['uint8_t', 'uint8'],
  ['byte', 'uint8'],
  ['short', 'int16'],
  ['Short_t', 'int16'],
  ['int16_t', 'int16'],
  ['unsigned short', 'uint16'],
  ['UShort_t', 'uint16'],
  ['uint16_t', 'uint16'],
  ['int', 'int32'],
  ['Int_t', 'int32'],
  ['int32_t', 'int32'],
  ['unsigned int', 'uint32'],
  ['unsigned', 'uint32'],
  ['UInt_t', 'uint32'],
  ['uint32_t', 'uint32'],
  ['long', 'int64'],
  ['Long_t', 'int64'],
  ['long long', 'int64'],
  ['Long64_t', 'int64'],
  ['int64_t', 'int64'],
  ['unsigned long', 'uint64'],
  ['ULong_t', 'uint64'],
  ['unsigned long long', 'uint64'],
  ['ULong64_t', 'uint64'],
  ['uint64_t', 'uint64'],
  ['size_t', 'uint64'],
  ['float', 'float32'],
  ['Float_t', 'float32'],
  ['double', 'float64'],
  ['Double_t', 'float64'],
]);

const LISTS = new Set([
  'vector',
  'list',
  'deque',
  'forward_list',
  'set',
  'multiset',
  'unordered_set',
  'unordered_multiset',
  'RVec',
  'ROOT::VecOps::RVec',
]);
const MAPS = new Set(['map', 'multimap', 'unordered_map', 'unordered_multimap']);
const STRINGS = new Set(['string', 'basic_string', 'TString']);
const MOST_DEPTH = 100;
/** Members of classes in classes, over all branches of a tree. */
const MOST_MEMBERS = 1_000_000;

const SKIPPED: Shape = { is: 'skipped' };
const TEXT: Shape = { is: 'string', long: false };

/** A member of a class, or an element of a collection: they are written differently. */
type Place = 'member' | 'element';

const framed = (of: Shape, place: Place): Shape => ({
  is: 'framed',
  of,
  front: place === 'member' ? 'always' : 'never',
  expected: undefined,
});

/** The only element of the description of a collection, which says nothing of how it is stored. */
const COLLECTION = 'This';

/** Arrays of fixed length are stored as classes with one member, which stands for them here. */
const ARRAY = /^(std::)?array</;

/** Finds how the classes of a file lie in baskets. Throws Unreadable where that is not known, or not read here. */
export class ClassShapes {
  readonly #streamers: Streamers;
  #membersLeft = MOST_MEMBERS;

  constructor(streamers: Streamers) {
    this.#streamers = streamers;
  }

  /** The type of a branch, such as `vector<float>`, by its name; of a class, the version or checksum may be known. */
  ofBranch(text: string, version = 0, checksum = 0): Shape {
    const type = parseTypeName(text) ?? unknown(text);
    const known = this.#streamers.newest(text) === undefined ? undefined : this.classInfo(text, version, checksum);
    const shape = this.#type(type, 'member', 0, known);
    if (shape.is !== 'framed') return shape;
    if (shape.of.is === 'string') return shape.of;
    return shape.expected === undefined ? shape : { ...shape, front: 'maybe' };
  }

  /** A member of a class. */
  ofMember(element: StreamerElement): Shape {
    return this.#member(element, 0);
  }

  /** The class a branch says that it is of. */
  classInfo(name: string, version: number, checksum: number): StreamerInfo {
    const known = checksum === 0 ? undefined : this.#streamers.find(name, 0, checksum);
    const info = known ?? this.#streamers.find(name, version) ?? this.#streamers.find(name, 0);
    if (info === undefined) throw new Unreadable(`the file does not describe its class ${name}`);
    return info;
  }

  #type(type: TypeName, place: Place, depth: number, known?: StreamerInfo): Shape {
    if (depth > MOST_DEPTH) throw new Unreadable('its type contains itself');
    if (type.pointer) throw new Unreadable(`it holds pointers (${showTypeName(type)}), which are not read`);
    const { name, args } = type;
    const basic = BASIC_TYPES.get(name);
    if (basic !== undefined) return { is: 'number', dtype: basic };
    if (name === 'Double32_t') return packed('', 'float64');
    if (name === 'Float16_t') return packed('', 'float32');
    if (name === 'TString') return TEXT;
    if (STRINGS.has(name)) return framed(TEXT, place);
    const inner = (i: number): Shape => this.#type(args[i] as TypeName, 'element', depth + 1);
    if (LISTS.has(name) && args.length > 0) return framed({ is: 'list', of: inner(0) }, place);
    if (MAPS.has(name) && args.length > 1) return framed({ is: 'list', of: pair(inner(0), inner(1)) }, place);
    if (name === 'bitset') return framed({ is: 'list', of: { is: 'number', dtype: 'bool' } }, place);
    const info = known ?? this.#streamers.newest(showTypeName(type));
    if (info === undefined) throw new Unreadable(`the file does not describe its class ${showTypeName(type)}`);
    return this.#class(info, depth + 1);
  }

  #class(info: StreamerInfo, depth: number): Shape {
    this.#membersLeft -= info.elements.length + 1;
    if (this.#membersLeft < 0)
      throw new Unreadable('the classes of the tree have too many members inside of one another');
    const { name, version, checksum, elements } = info;
    if (elements.length === 1 && elements[0]?.name === COLLECTION)
      throw new Unreadable(`its class ${name} is a collection of a kind that is not read`);
    const members = this.#members(info, depth + 1);
    const only = ARRAY.test(name) && members.length === 1 ? members[0] : undefined;
    const of: Shape = only?.shape ?? { is: 'record', members };
    return { is: 'framed', of, front: 'always', expected: { name, version, checksum } };
  }

  // The members of bases are members of the class, as long as their names differ.
  #members(info: StreamerInfo, depth: number): readonly Member[] {
    if (depth > MOST_DEPTH) throw new Unreadable(`its class ${info.name} contains itself`);
    const members: Member[] = [];
    for (const element of info.elements) {
      try {
        const isBase = element.element === 'TStreamerBase';
        members.push({ name: element.name, shape: this.#member(element, depth + 1), isBase });
      } catch (error) {
        if (error instanceof Unreadable) throw new Unreadable(`${info.name}::${element.name}: ${error.message}`);
        throw error;
      }
    }
    return members;
  }

  #member(element: StreamerElement, depth: number): Shape {
    const { type, element: kind } = element;
    if (kind === 'TStreamerBase') return this.#base(element, depth);
    if (type >= KIND.object && type < KIND.stl) return this.#objectMember(element, depth);
    if (kind === 'TStreamerSTL' || kind === 'TStreamerSTLstring') return this.#stlMember(element, depth);
    if (type === KIND.charStar) return { is: 'string', long: true };
    const of = this.#basic(type % KIND.array, element);
    if (of === undefined || type <= KIND.base) throw new Unreadable(`its type ${element.typeName} is not read`);
    if (type < KIND.array) return of;
    if (type < KIND.counted) return arrays(of, element.dims);
    if (type >= KIND.object) throw new Unreadable(`its type ${element.typeName} is not read`);
    return { is: 'counted', counter: element.countName, of };
  }

  #basic(kind: number, { title }: StreamerElement): Shape | undefined {
    if (kind === DOUBLE32 || kind === FLOAT16) return packed(title, kind === DOUBLE32 ? 'float64' : 'float32');
    const dtype = BASIC_KINDS.get(kind);
    return dtype === undefined ? undefined : { is: 'number', dtype };
  }

  #base({ name, baseVersion }: StreamerElement, depth: number): Shape {
    if (name === 'TObject') return SKIPPED;
    const info = this.#streamers.find(name, baseVersion) ?? this.#streamers.newest(name);
    if (info === undefined) throw new Unreadable(`the file does not describe its base ${name}`);
    return this.#class(info, depth);
  }

  #objectMember(element: StreamerElement, depth: number): Shape {
    const { type, typeName, dims } = element;
    const plain = withoutPointer(typeName);
    switch (type >= KIND.object + KIND.array && type <= KIND.tNamed + KIND.array ? type - KIND.array : type) {
      case KIND.tString:
        return arrays(TEXT, dims);
      case KIND.object:
      case KIND.any:
      case KIND.tNamed:
        return arrays(this.#type(parseTypeName(plain) ?? unknown(plain), 'member', depth), dims);
      default:
        throw new Unreadable(`it is a pointer (${typeName}), which is not read`);
    }
  }

  #stlMember({ typeName, dims }: StreamerElement, depth: number): Shape {
    if (dims.length > 0) throw new Unreadable(`it is an array of ${typeName}, which is not read`);
    return this.#type(parseTypeName(typeName) ?? unknown(typeName), 'member', depth);
  }
}

function unknown(text: string): never {
  throw new Unreadable(`its type ${text} is not understood`);
}

const pair = (first: Shape, second: Shape): Shape => ({
  is: 'record',
  members: [
    { name: 'first', shape: first, isBase: false },
    { name: 'second', shape: second, isBase: false },
  ],
});

/** A Double32_t or Float16_t. */
export function packed(comment: string, dtype: 'float32' | 'float64'): Shape {
  return { is: 'packed', dtype, packing: packingOf(comment, dtype) };
}

/** Arrays of fixed lengths, the outermost first. */
export function arrays(of: Shape, dims: readonly number[]): Shape {
  if (dims.some((length) => length < 1)) throw new Unreadable('it is an array without elements');
  return dims.reduceRight<Shape>((inner, length) => ({ is: 'array', length, of: inner }), of);
}
