import { broadcastArrays, broadcastFields } from '../../kernels/arrays/broadcast-arrays.ts';
import { commonAxis, concatenate } from '../../kernels/arrays/concatenate.ts';
import { elementwise } from '../../kernels/arrays/elementwise.ts';
import { withField, withName, withoutField } from '../../kernels/arrays/fields.ts';
import { where } from '../../kernels/arrays/where.ts';
import { zip, zipNoBroadcast } from '../../kernels/arrays/zip.ts';
import { emptyLayout } from '../tree/layout-type.ts';
import { arrayOp } from './array-op.ts';
import { defineOps } from './op.ts';

/** Operations that bring arrays together, make records of them, or put them after one another. */
export const recordOps = defineOps({
  'ak.elementwise': arrayOp(
    'The operation `op` on each of the values of arrays that are brought to one shape; inputs in `scalars` are one value for all rows.',
    elementwise,
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
    (types, options) => (commonAxis('concatenate', types.map(emptyLayout), options, 0) === 0 ? 'all' : 'each'),
  ),
});
