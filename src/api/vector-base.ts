import { isOption, type RecordType } from '../../compiler/tree/type.ts';
import { systemOf } from '../behaviors/vector/systems.ts';
import { vectors } from '../behaviors/vector/vector.ts';

/** The types of vectors that types of records extend. */
export const VECTOR_TYPES: readonly string[] = [
  'Candidate',
  'LorentzVector',
  'Momentum2D',
  'Momentum3D',
  'Momentum4D',
  'Vector2D',
  'Vector3D',
  'Vector4D',
];

/** The coordinates that a type stands for where it is told no others. */
const USUAL: Readonly<Record<string, string>> = {
  Momentum2D: 'phi pt',
  Momentum3D: 'eta phi pt',
  Momentum4D: 'eta mass phi pt',
  Vector2D: 'x y',
  Vector3D: 'x y z',
  Vector4D: 't x y z',
};

/** What a type of records extends. */
export interface VectorBase {
  /** The name of the type. */
  readonly type: string;
  /** The type with what it is told: `Momentum4D<'pt' | 'eta' | 'phi' | 'energy'>`. */
  readonly text: string;
  /** The fields that the type has already. */
  readonly fields: readonly string[];
}

/** The type of vectors that records of a type are; undefined where they are none, or their fields hide what vectors do. */
export function vectorBase(type: RecordType): VectorBase | undefined {
  const system = systemOf(type);
  const members = vectors.membersOf(type);
  if (system === undefined || members === undefined) return undefined;
  const fields = [...system.fields.values()];
  const fits = [...type.fields].every(([name, of]) => {
    if (fields.includes(name) && isOption(of)) return false;
    return !members.methods.has(name) && (!members.properties.has(name) || of.is === 'number');
  });
  if (!fits) return undefined;
  const name = `${system.isMomentum ? 'Momentum' : 'Vector'}${system.dimension}D`;
  const usual = USUAL[name] === [...fields].sort().join(' ');
  if (usual && name === 'Momentum4D') return lorentz(type, fields);
  return { type: name, text: usual ? name : `${name}<${fields.map((field) => `'${field}'`).join(' | ')}>`, fields };
}

/** A Lorentz vector, a candidate where it has a charge. */
function lorentz(type: RecordType, fields: readonly string[]): VectorBase {
  const name = type.fields.get('charge')?.is === 'number' ? 'Candidate' : 'LorentzVector';
  return { type: name, text: name, fields: name === 'Candidate' ? [...fields, 'charge'] : fields };
}
