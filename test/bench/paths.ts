/**
 * Where the bench finds what it runs.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** Whether this is the bench as it was built, in dist/. The tests run it as it is written. */
const isBuilt = import.meta.url.includes("/dist/test/bench/");

/** The repository, with a slash at its end. */
export const root: string = fileURLToPath(new URL(isBuilt ? "../../../" : "../../", import.meta.url));

/** What was built of it, with a slash at its end. */
export const dist: string = `${root}dist/`;

/** The program of the command line. */
export const commandLine: string = `${dist}lib/cli/main.js`;

/** Deno, which is a development dependency. */
export const denoProgram: string = `${root}node_modules/.bin/deno`;

/** The source of a program of the bench. */
export function source(name: string): string {
  return `${root}test/bench/${name}`;
}

/** A program of the bench, as it was built. */
export function built(name: string): string {
  return `${dist}test/bench/${name}`;
}
