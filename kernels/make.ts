/** What a made function gives: a single value, or several pieces of text. */
export type Made = (...values: never[]) => number | boolean | string | readonly string[];

/**
 * Makes the function of one call from the call's options, which the operator table has checked. What is costly to
 * prepare, such as a pattern or a set, is prepared once. Generated loops and columnar kernels call the same function.
 */
export type Make = (options: never) => Made;

/** A function that takes no options. */
export const plain =
  <F extends Made>(f: F) =>
  (): F =>
    f;
