/** Reference cases that differ on purpose, by id, with the reason that docs/semantics.md gives. */
export const choices: Readonly<Record<string, string>> = {};
