/** Encoded bytes that make no sense, or that end too early. */
export class DamagedPage extends Error {}
