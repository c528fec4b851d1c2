/**
 * The parts of the catalogue of labs.
 *
 * @module
 */

/** Their names, by their numbers, from 1. */
export const parts: readonly string[] = ["", "the buffer", "deadlines", "keep-alive", "framing"];
