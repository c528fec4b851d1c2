/** What is installed is pinned, and no registry is named: whoever installs it takes it from where they take packages. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import { version } from "../lib/cli/version.ts";
import { root } from "./fixtures/cli.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

const pkg = JSON.parse(read("package.json")) as {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

test("every package that is asked for is asked for in one version", async () => {
  for (const [name, wanted] of Object.entries({ ...pkg.dependencies, ...pkg.devDependencies })) {
    assert.match(wanted, /^\d+\.\d+\.\d+$/, name);
  }
});

test("the lockfile names no registry, and has a version and a hash for every package, on every platform", async () => {
  const lock = JSON.parse(read("package-lock.json")) as {
    packages: Record<
      string,
      { version?: string; integrity?: string; resolved?: string; optionalDependencies?: object }
    >;
  };
  for (const [path, { version: locked, integrity, resolved, optionalDependencies = {} }] of Object.entries(
    lock.packages,
  )) {
    if (path === "") continue;
    assert.equal(resolved, undefined, path);
    assert.match(locked ?? "", /^\d/, path);
    assert.match(integrity ?? "", /^sha512-/, path);
    for (const name of Object.keys(optionalDependencies)) {
      const nested = `${path}/node_modules/${name}`;
      assert.ok(
        nested in lock.packages || `node_modules/${name}` in lock.packages,
        `${name} is missing from the lockfile`,
      );
    }
  }
});

test("the version that eoflab tells is package.json's", async () => {
  assert.equal(version, pkg.version);
});
