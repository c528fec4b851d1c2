/**
 * Go's bufio: a buffer in front of a reader, and one in front of a writer.
 *
 * @module
 */

export { DirectWriter } from "./direct_writer.ts";
export { type Line, Reader } from "./reader.ts";
export { Writer } from "./writer.ts";
