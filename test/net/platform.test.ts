import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import { EoflabError } from "../../lib/errors.ts";
import { denoVersion, hasDeno, queryPermission } from "../../lib/net/deno.ts";
import { network, runtime, transports } from "../../lib/net/platform.ts";
import { test } from "../fixtures/harness.ts";

const clock = new VirtualClock();

test("runtime() names the runtime and its version", () => {
  const { name, version } = runtime();
  assert.equal(name, hasDeno() ? "Deno" : "Node");
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(denoVersion(), hasDeno() ? version : null);
});

test("network() takes Deno.listen on Deno and node:net elsewhere", async () => {
  const { name, title } = await network({ clock });
  assert.deepEqual([name, title], hasDeno() ? ["deno", "Deno.listen"] : ["node", "node:net"]);
  assert.equal(transports()[0], name);
});

test("network() takes node:net anywhere when told to", async () => {
  assert.equal((await network({ clock, transport: "node" })).title, "node:net");
});

test("network() takes every transport that the runtime says it has", async () => {
  for (const transport of transports()) assert.equal((await network({ clock, transport })).name, transport);
});

test("asking for Deno's transport elsewhere says what to do", async () => {
  if (hasDeno()) return;
  const err = await network({ clock, transport: "deno" }).catch((e) => e);
  assert.ok(err instanceof EoflabError);
  assert.equal(err.code, "NOT_SUPPORTED");
  assert.equal(
    err.message,
    "transport deno: this is Node, which has no Deno.listen; run it with deno, or use transport node",
  );
});

test("queryPermission() says what Deno would, and asks nobody", () => {
  assert.equal(queryPermission({ name: "net", host: "127.0.0.1" }), "granted");
  const state = queryPermission({ name: "net", host: "127.0.0.2" });
  assert.equal(
    state === "granted",
    !hasDeno(),
    `${state}; on Deno this test is run with 127.0.0.1 and [::1] alone`,
  );
});
