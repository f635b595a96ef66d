/**
 * Where the four grams of a literal begin: what scripts/choose-grams.ts chooses for the literals of the rules when the program is
 * bundled. Run from source, it is empty, and they are chosen at the start.
 */
export const GRAM_PLACES: Readonly<Record<string, readonly number[]>> = {};
