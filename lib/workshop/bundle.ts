/**
 * What is handed out in a room without a network: eoflab with all that it needs, and the exercises, without their
 * solutions.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { EoflabError } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import { folderName, launcher, projectFolder } from "./sources.ts";
import { settingsFor } from "./user_files.ts";

/** A file of the bundle; its path has `/`, and no folder that the bundle is in. */
export interface BundledFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * All files of the bundle, by their paths.
 *
 * @param labs those with an exercise
 * @throws EoflabError NOT_INSTALLED when this checkout is not built
 */
export function bundleFiles(labs: readonly Lab[]): BundledFile[] {
  const pkg = readPackage(projectFolder);
  if (!existsSync(join(projectFolder, "dist/lib/cli/main.js"))) {
    throw new EoflabError("NOT_INSTALLED", "a bundle holds what is compiled, and it is not: npm run build");
  }
  const own = [...pkg.files, "package.json"]
    .flatMap((name) => filesUnder(projectFolder, name))
    .filter(isHandedOut);
  const files = [
    ...own.map((path) => ({ path: `eoflab/${path}`, bytes: readFileSync(join(projectFolder, path)) })),
    ...packagesOf(projectFolder, pkg).flatMap(packageFiles),
    ...labs.map((lab) => given(lab)),
    ...settings(),
    text("START.md", startPage(pkg)),
    text(launcher, 'await import("./eoflab/dist/lib/cli/main.js");\n'),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What is looked at of a package.json. */
interface Package {
  readonly version: string;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
}

function readPackage(folder: string): Package {
  const read = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Partial<Package>;
  return { version: "", files: [], dependencies: {}, engines: {}, ...read };
}

/** What a pupil may have: neither solutions nor wrong repairs, nor the sources of checks; and no source maps. */
function isHandedOut(path: string): boolean {
  return !/^labs\/[^/]+\/(solution\.ts|check\.ts|mutants\/)|\.map$/.test(path);
}

/** The paths of the files in a folder, or of the one file, below `base`. */
function filesUnder(base: string, path: string): string[] {
  const full = join(base, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .filter((name) => name !== "node_modules" && name !== ".tsbuildinfo")
    .flatMap((name) => filesUnder(base, `${path}/${name}`));
}

/** A package that eoflab needs, with its folder, and where it is put in the bundle. */
interface Needed {
  readonly name: string;
  readonly folder: string;
}

/** The packages that eoflab needs to run, each once. */
function packagesOf(from: string, { dependencies }: Package, known = new Map<string, Needed>()): Needed[] {
  for (const name of Object.keys(dependencies)) {
    if (known.has(name)) continue;
    const folder = folderOf(name, from);
    known.set(name, { name, folder });
    packagesOf(folder, readPackage(folder), known);
  }
  return [...known.values()];
}

/** Where a package is, as Node looks for it. */
function folderOf(name: string, from: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(at) === at) {
      throw new EoflabError("NOT_INSTALLED", `the package ${name} is not installed: npm ci`);
    }
  }
}

function packageFiles({ name, folder }: Needed): BundledFile[] {
  return filesUnder(dirname(folder), relative(dirname(folder), folder)).map((path) => ({
    path: `eoflab/node_modules/${name}/${path.slice(path.indexOf("/") + 1)}`,
    bytes: readFileSync(join(dirname(folder), path)),
  }));
}

function given(lab: Lab): BundledFile {
  const folder = folderName(lab);
  return {
    path: `exercises/${folder}.ts`,
    bytes: readFileSync(join(projectFolder, "labs", folder, "exercise.ts")),
  };
}

/** What editors need beside the exercises, with paths that hold wherever the bundle is unpacked. */
function settings(): BundledFile[] {
  const compiled = (name: string): string => `../eoflab/dist/lib/${name}.js`;
  const modules = { eoflab: compiled("mod"), "eoflab/exercise": compiled("lab/exercise") };
  return Object.entries(settingsFor(modules)).map(([name, data]) =>
    text(`exercises/${name}`, `${JSON.stringify(data, null, 2)}\n`),
  );
}

function text(path: string, content: string): BundledFile {
  return { path, bytes: new TextEncoder().encode(content) };
}

/** What to install beforehand, and how to begin. */
function startPage({ version, engines }: Package): string {
  return `# eoflab ${version}: the workshop

To be installed beforehand: Node (${engines.node ?? "20.19 or later"}), and an editor. Nothing else, and no network: what eoflab needs is in
this folder.

    node ${launcher} doctor           # looks whether all is there
    node ${launcher} step 1           # the first lab
    node ${launcher} check 1          # the exercise to it: exercises/01_silent_eof.ts
    node ${launcher} watch 1          # the same at every save
    node ${launcher} hint 1
    node ${launcher} progress

The exercises are in the folder exercises. Each is a broken server, with the task at its top. Hand in that folder.

With Deno: deno run -A ${launcher} check 1. With Bun: bun ${launcher} check 1.
`;
}
