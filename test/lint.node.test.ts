/**
 * Holds that the linter keeps the layers apart (ARCHITECTURE.md): whatever a rule of biome.json forbids is reported
 * where it is forbidden, and only there. The snippets lie in a tree of their own, each at a path where the rule holds
 * or where it does not, in a line of its own; one run of Biome looks at all of them.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "tap";
import { root } from "./fixtures/cli.ts";

/** A line of code at a path, and a rule that must report it there, or must not. A path may be a folder: any file in it. */
interface Snippet {
  readonly path: string;
  readonly code: string;
  readonly rule: string;
  readonly reported: boolean;
}

const imports = "style/noRestrictedImports";
const globals = "style/noRestrictedGlobals";

/** The same code where a rule holds and where it does not. */
function snippets(
  rule: string,
  code: string,
  forbidden: readonly string[],
  allowed: readonly string[],
): Snippet[] {
  const at = (reported: boolean) => (path: string) => ({ path, code, rule, reported });
  return [...forbidden.map(at(true)), ...allowed.map(at(false))];
}

/** From a file of a layer, how it would import one of another folder of lib/. */
const importing = (from: string, to: string): string => {
  const up = from.endsWith("/") ? "../".repeat(from.split("/").length - 2) : "./";
  return `import "${up}${to}";`;
};

/** Each layer, with what it must not import and what it may. */
const layers: Readonly<Record<string, { not: readonly string[]; may: readonly string[] }>> = {
  "lib/io.ts": { not: ["net/conn.ts", "trace/events.ts", "http/server/server.ts"], may: ["errors.ts"] },
  "lib/errors.ts": { not: ["net/conn.ts", "cli/run.ts"], may: ["io.ts"] },
  "lib/clock.ts": { not: ["trace/recorder.ts", "lab/lab.ts"], may: ["errors.ts"] },
  "lib/trace/events.ts": { not: ["errors.ts", "net/conn.ts"], may: [] },
  "lib/trace/": {
    not: [
      "net/conn.ts",
      "bufio/mod.ts",
      "http/body.ts",
      "lab/lab.ts",
      "ladder/wrap.ts",
      "compare/go.ts",
      "cli/run.ts",
    ],
    may: ["clock.ts", "errors.ts", "trace/events.ts"],
  },
  "lib/net/": {
    not: ["bufio/mod.ts", "http/body.ts", "trace/recorder.ts", "lab/lab.ts", "ladder/wrap.ts", "cli/run.ts"],
    may: ["clock.ts", "io.ts", "errors.ts", "trace/events.ts", "net/conn.ts"],
  },
  "lib/net/node.ts": {
    not: ["../bufio/mod.ts", "../http/body.ts", "../trace/recorder.ts"],
    may: ["conn.ts"],
  },
  "lib/bufio/": {
    not: ["http/body.ts", "trace/recording.ts", "lab/lab.ts", "ladder/wrap.ts", "wire/pcap.ts", "cli/run.ts"],
    may: ["io.ts", "errors.ts", "net/conn.ts", "trace/events.ts"],
  },
  "lib/http/server/": {
    not: [
      "trace/recorder.ts",
      "lab/lab.ts",
      "ladder/wrap.ts",
      "workshop/check.ts",
      "compare/go.ts",
      "cli/run.ts",
    ],
    may: ["bufio/mod.ts", "net/conn.ts", "clock.ts", "http/body.ts", "trace/events.ts"],
  },
  "lib/own/": {
    not: ["lab/lab.ts", "http/body.ts", "trace/recorder.ts", "compare/go.ts", "cli/run.ts"],
    may: ["net/conn.ts", "net/runtime.ts"],
  },
  "lib/lab/": {
    not: ["ladder/wrap.ts", "workshop/check.ts", "compare/go.ts", "wire/pcap.ts", "cli/run.ts"],
    may: [
      "http/server/server.ts",
      "net/platform.ts",
      "own/own_server.ts",
      "trace/recorder.ts",
      "lab/knob.ts",
    ],
  },
  "lib/ladder/": {
    not: ["net/conn.ts", "bufio/mod.ts", "http/body.ts", "compare/go.ts", "workshop/check.ts", "cli/run.ts"],
    may: ["trace/recording.ts", "trace/events.ts"],
  },
  "lib/compare/": { not: ["cli/run.ts"], may: ["lab/run.ts", "ladder/ladder.ts", "net/platform.ts"] },
  "lib/wire/": { not: ["cli/run.ts"], may: ["trace/recording.ts", "net/platform.ts"] },
  "lib/workshop/": { not: ["cli/run.ts"], may: ["lab/run.ts", "trace/recording.ts"] },
  "lib/cli/": { not: [], may: ["lab/run.ts", "compare/go.ts", "ladder/ladder.ts"] },
};

const downward = Object.entries(layers).flatMap(([path, { not, may }]) => [
  ...not.flatMap((to) => snippets(imports, importing(path, to), [path], [])),
  ...may.flatMap((to) => snippets(imports, importing(path, to), [], [path])),
]);

const library = [
  "lib/trace/",
  "lib/net/",
  "lib/bufio/",
  "lib/http/",
  "lib/http/client/",
  "lib/lab/",
  "lib/ladder/",
];
const everywhere = [...library, "labs/01_silent_eof/"];
const files = ["lib/io.ts", "lib/errors.ts", "lib/clock.ts"];

const packages = ["yargs", "yargs/helpers", "chalk", "tap", "fast-check", "npm:left-pad", "node:fs"];

/** A star stops at a slash: these need patterns of their own. */
const withSlash = ["node:fs/promises", "npm:@types/node", "jsr:@std/fs"];

const rules: Readonly<Record<string, readonly Snippet[]>> = {
  "imports run downward only": downward,

  "only net/node.ts imports node:net": [
    ...snippets(
      imports,
      'import "node:net";',
      [...everywhere, ...files, "lib/net/deno.ts"],
      ["lib/net/node.ts"],
    ),
    ...snippets(imports, 'void (await import("node:net"));', ["lib/net/"], ["lib/net/node.ts"]),
    ...snippets(imports, 'import "node:fs";', ["lib/net/deno.ts"], ["lib/net/node.ts", "lib/cli/", "test/"]),
    ...snippets(imports, 'import "node:http";', ["lib/net/node.ts"], ["lib/own/", "lib/cli/", "test/"]),
  ],

  "only lib/own/ imports node:http, and no other module of a runtime": [
    ...snippets(imports, 'import "node:http";', everywhere, ["lib/own/"]),
    ...snippets(imports, 'import "node:fs";', ["lib/own/"], []),
  ],

  "there are no npm packages and no modules of a runtime below lib/cli/": packages.flatMap((name) =>
    snippets(imports, `import "${name}";`, [...everywhere, ...files], ["lib/cli/", "test/"]),
  ),

  "a slash in its name helps no package": withSlash.flatMap((name) =>
    snippets(imports, `import "${name}";`, [...everywhere, ...files], ["lib/cli/", "test/"]),
  ),

  "lib/compare/ knows no terminal": ["yargs", "chalk"].flatMap((name) =>
    snippets(imports, `import "${name}";`, ["lib/compare/"], ["lib/cli/"]),
  ),

  "nobody touches the globals of a runtime": ["Deno", "Bun", "process", "Buffer"].flatMap((name) =>
    snippets(globals, `void ${name};`, [...everywhere, "lib/cli/", "lib/io.ts"], ["test/"]),
  ),

  "time comes from a Clock": ["setTimeout", "setInterval"].flatMap((name) =>
    snippets(globals, `void ${name};`, [...everywhere, "lib/cli/"], ["lib/clock.ts", "test/"]),
  ),

  "nobody prints but the command line": snippets(
    "suspicious/noConsole",
    'console.log("x");',
    [...everywhere, ...files],
    ["lib/cli/", "lib/compare/", "test/"],
  ),

  "nobody reads the environment but the command line": snippets(
    "style/noProcessEnv",
    "void process.env.HOME;",
    [...everywhere, ...files],
    ["lib/cli/", "lib/compare/", "test/"],
  ),

  "a lab imports lib/mod.ts and lib/lab/ alone": [
    ...["errors.ts", "clock.ts", "net/conn.ts", "http/body.ts", "trace/events.ts", "cli/run.ts"].flatMap(
      (to) => snippets(imports, `export * from "../../lib/${to}";`, ["labs/01_silent_eof/"], ["test/labs/"]),
    ),
    ...["mod.ts", "lab/lab.ts", "lab/knob.ts"].flatMap((to) =>
      snippets(imports, `export * from "../../lib/${to}";`, [], ["labs/01_silent_eof/"]),
    ),
    ...snippets(imports, 'export * from "./claims.ts";', [], ["labs/01_silent_eof/"]),
  ],

  "no promise floats": [
    ...snippets(
      "nursery/noFloatingPromises",
      "async function floats() {} floats();",
      [...everywhere, "lib/cli/", "test/"],
      [],
    ),
    ...snippets(
      "nursery/noFloatingPromises",
      "async function held() {} void held();",
      [],
      [...everywhere, "lib/cli/", "test/"],
    ),
  ],
};

/** Two modules that import each other, and one that both may import. */
const cycle: Readonly<Record<string, string>> = {
  "lib/http/one.ts": 'import "./two.ts";',
  "lib/http/two.ts": 'import "./one.ts";',
  "lib/http/three.ts": 'import "./four.ts";',
  "lib/http/four.ts": "export {};",
};

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

/** Which rule reported which line of which file, as `path:line rule`. */
function lint(files: ReadonlyMap<string, readonly string[]>): Set<string> {
  const dir = mkdtempSync(join(tmpdir(), "eoflab-lint-"));
  try {
    const config = JSON.parse(readFileSync(join(root, "biome.json"), "utf8")) as object;
    // There is no git around the snippets, and so no .gitignore.
    writeFileSync(join(dir, "biome.json"), JSON.stringify({ ...config, vcs: { enabled: false } }));
    for (const [path, lines] of files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), `${lines.join("\n")}\n`);
    }
    const args = ["lint", "--reporter=json", "--max-diagnostics=none", "."];
    const biome = spawnSync(join(root, "node_modules/.bin/biome"), args, {
      cwd: dir,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    assert.notEqual(biome.stdout, "", biome.stderr);
    const { diagnostics } = JSON.parse(biome.stdout) as { diagnostics: Diagnostic[] };
    return new Set(
      diagnostics.map(
        ({ category, location: { path, start } }) =>
          `${path}:${start.line} ${category.replace(/^lint\//, "")}`,
      ),
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const tree = new Map(Object.entries(cycle).map(([path, code]) => [path, [code]]));

/** Puts a snippet into the tree, and says where it is. */
function place({ path, code }: Snippet): string {
  const file = path.endsWith("/") ? `${path}snippets.ts` : path;
  const lines = tree.get(file) ?? [];
  tree.set(file, [...lines, code]);
  return `${file}:${lines.length + 1}`;
}

const placed = Object.entries(rules).map(
  ([name, all]) => [name, all.map((snippet) => ({ ...snippet, where: place(snippet) }))] as const,
);
const found = lint(tree);

for (const [name, all] of placed) {
  test(name, async (t) => {
    for (const { where, code, rule, reported } of all) {
      const seen = found.has(`${where} ${rule}`);
      assert.equal(seen, reported, `${where}: ${code}: ${reported ? "not " : ""}reported by ${rule}`);
    }
    t.pass(`${all.length} snippets`);
  });
}

test("no imports go round in a circle", async (t) => {
  const reported = Object.keys(cycle).filter((path) => found.has(`${path}:1 suspicious/noImportCycles`));
  assert.deepEqual(reported, ["lib/http/one.ts", "lib/http/two.ts"]);
  t.pass("held");
});
