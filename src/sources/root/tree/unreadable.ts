/** Why a branch cannot be read; caught where branches are listed. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
