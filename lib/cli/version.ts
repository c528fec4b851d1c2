/**
 * The version of eoflab; the same as in package.json, which a test compares.
 *
 * @module
 */

export const version = "0.1.0";
