/** Lab 16's page says of the runtimes what was recorded of them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "../fixtures/harness.ts";

/** What test/tools/record_probes.ts wrote. Times are in s after the request. */
interface Probes {
  readonly silence: number;
  readonly recorded: readonly {
    readonly runtime: string;
    readonly client: readonly number[];
    readonly server: readonly number[];
    /** When the server closed the connection, if it did. */
    readonly ended: number | null;
  }[];
}

const read = (file: string): string => readFileSync(`labs/16_two_keepalives/${file}`, "utf8");

test("lab 16's table is what was recorded of each runtime's own server and client", () => {
  const { silence, recorded } = JSON.parse(read("probes.json")) as Probes;
  const page = read("README.md");
  const said = (probes: readonly number[]): string =>
    probes.length === 0 ? "none" : `at ${probes.map((s) => `${s} s`).join(", ")}`;
  assert.equal(recorded.length, 3);
  assert.ok(page.includes(`${silence} seconds of silence`));
  for (const { runtime, client, server, ended } of recorded) {
    const gaveUp = ended === null ? "" : `; it gives up at ${ended} s`;
    const row = `| ${runtime} | ${said(client)} | ${said(server)}${gaveUp} |`;
    assert.ok(page.replace(/ +/g, " ").includes(row), row);
  }
});
