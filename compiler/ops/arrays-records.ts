import { broadcastArrays, broadcastFields } from '../../kernels/arrays/broadcast-arrays.ts';
import { commonAxis, concatenate } from '../../kernels/arrays/concatenate.ts';
import { concatenateCommon } from '../../kernels/arrays/concatenate-common.ts';
import { elementwiseWith } from '../../kernels/arrays/elementwise.ts';
import { withField, withName, withoutField } from '../../kernels/arrays/fields.ts';
import { mergeOptionOfRecords, mergeUnionOfRecords } from '../../kernels/arrays/merge-records.ts';
import { where } from '../../kernels/arrays/where.ts';
import { zip, zipNoBroadcast } from '../../kernels/arrays/zip.ts';
import type { Options } from '../tree/expr.ts';
import { emptyLayout } from '../tree/layout-type.ts';
import type { Type } from '../tree/type.ts';
import { arrayOp, type Rows } from './array-op.ts';
import { defineOps } from './op.ts';
import { scalarInTable } from './scalar-lookup.ts';

/** Operations that bring arrays together, make records of them, or put them after one another. */
export const recordOps = defineOps({
  'ak.elementwise': arrayOp(
    'The operation `op` on each of the values of arrays that are brought to one shape; inputs in `scalars` are one value for all rows.',
    elementwiseWith(scalarInTable),
    'each',
  ),
  'ak.broadcast_arrays': arrayOp('The arrays brought to one shape, as a tuple.', broadcastArrays, 'each'),
  'ak.broadcast_fields': arrayOp(
    'Arrays of records with the fields of all of them, as a tuple; fields that one lacks are missing.',
    broadcastFields,
    'each',
  ),
  'ak.zip': arrayOp('One array of records (or tuples) of arrays that are brought to one shape.', zip, 'each'),
  'ak.zip_no_broadcast': arrayOp('One array of records of arrays that have one shape.', zipNoBroadcast, 'each'),
  'ak.where': arrayOp(
    'Values of the second array where the first is true, else of the third; of a condition alone, the rows where it is true.',
    where,
    (types) => (types.length === 1 ? 'all' : 'each'),
  ),
  'ak.with_field': arrayOp('The records with one more field, or another in its place.', withField, 'each'),
  'ak.without_field': arrayOp('The records without a field.', withoutField, 'each'),
  'ak.with_name': arrayOp('The records with the name that behaviours go by.', withName, 'each'),
  'ak.concatenate': arrayOp(
    'The rows of arrays after one another (axis 0), or the lists of each row (axis 1 and more).',
    concatenate,
    (types, options) => rowsAlong(types, options, 0),
  ),
  'ak.concatenate_common': arrayOp(
    'Collections of records as one with the fields that all have, and one that says where a record is from.',
    concatenateCommon,
    (types, options) => rowsAlong(types, options, 1),
  ),
  'ak.merge_union_of_records': arrayOp(
    'Unions of records as records with the fields of all of them.',
    mergeUnionOfRecords,
    'each',
  ),
  'ak.merge_option_of_records': arrayOp(
    'Records that may be missing as records whose fields may be missing.',
    mergeOptionOfRecords,
    'each',
  ),
});

/** Rows after one another are other rows; lists of each row are not. */
const rowsAlong = (types: readonly Type[], options: Options, otherwise: number): Rows =>
  commonAxis('concatenate', types.map(emptyLayout), options, otherwise) === 0 ? 'all' : 'each';
