/**
 * What lab 23's handler sends.
 *
 * @module
 */

/** How many rows. */
export const rows = 3;

/** The size of one, in bytes. */
export const rowSize = 100;

/** The trailer that counts them. */
export const rowCount = "Row-Count";
