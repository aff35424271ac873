import { DamagedPage } from '../../../../kernels/parquet/damaged.ts';
import { DamagedBytes } from '../../codecs/codec.ts';
import { DamagedThrift } from '../../../../kernels/parquet/thrift.ts';

/** What an error says of damaged bytes; an error that is about anything else is thrown again. */
export function damageOf(error: unknown): string {
  if (error instanceof DamagedPage || error instanceof DamagedBytes || error instanceof DamagedThrift)
    return error.message;
  // sizes that no array can have
  if (error instanceof RangeError) return error.message;
  throw error;
}
