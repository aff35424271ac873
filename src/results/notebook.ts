/** The method by which Jupyter kernels for JavaScript, such as Deno's, ask an object how it is shown. */
export const DISPLAY = Symbol.for('Jupyter.display');

/** The same thing in several forms, by their MIME types: a notebook shows the richest that it knows. */
export type MimeBundle = Readonly<Record<string, string>>;
