import assert from "node:assert/strict";
import { EoflabError } from "../../lib/errors.ts";
import { parseRequestUri, parseUrl, type Url } from "../../lib/http/url.ts";
import { parseQuery } from "../../lib/http/url_values.ts";
import { decodeText } from "../../lib/utf8.ts";
import { test } from "../fixtures/harness.ts";
import recorded from "../fixtures/url_go/go.json" with { type: "json" };

/** What is told of a URL: texts, as bytes; what is empty is left out (test/fixtures/url_go/main.go). */
type Told = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

const urls = recorded.urls as unknown as readonly (readonly [
  raw: string,
  asTarget: Told,
  otherwise?: Told,
])[];
const queries = recorded.queries as unknown as readonly (readonly [
  query: string,
  values: Readonly<Record<string, readonly string[]>>,
  error?: string,
])[];

test(`parseRequestUri says what url.ParseRequestURI of ${recorded.go} says`, () => {
  assert.ok(urls.length >= 600);
  for (const [raw, asTarget] of urls) {
    assert.deepEqual(told(parseRequestUri, text(raw)), decoded(asTarget), JSON.stringify(raw));
  }
});

test(`parseUrl says what url.Parse of ${recorded.go} says`, () => {
  for (const [raw, asTarget, otherwise = asTarget] of urls) {
    assert.deepEqual(told(parseUrl, text(raw)), decoded(otherwise), JSON.stringify(raw));
  }
});

test(`parseQuery says what url.ParseQuery of ${recorded.go} says`, () => {
  assert.ok(queries.length >= 100);
  for (const [query, pairs, wrong = null] of queries) {
    const { values, error } = parseQuery(text(query));
    const expected = Object.entries(pairs).map(([key, list]) => [text(key), list.map(text)]);
    assert.deepEqual(new Map(values), new Map(expected as [string, string[]][]), JSON.stringify(query));
    assert.equal(error?.message ?? null, wrong === null ? null : text(wrong), JSON.stringify(query));
    assert.equal(error?.code ?? "BAD_URL", "BAD_URL");
  }
});

if (!("Deno" in globalThis)) {
  const { test: tapTest } = await import("tap");
  const { spawnSync } = await import("node:child_process");
  const { fileURLToPath } = await import("node:url");
  const missing =
    spawnSync("go", ["version"]).status === 0 ? false : "go is not installed (https://go.dev/dl)";
  await tapTest("what is recorded is what Go does today", { skip: missing }, async (t) => {
    const program = fileURLToPath(new URL("../fixtures/url_go/main.go", import.meta.url));
    const { stdout, stderr, status } = spawnSync("go", ["run", program], {
      encoding: "utf8",
      maxBuffer: 10_000_000,
    });
    assert.equal(status, 0, stderr);
    const today = JSON.parse(stdout);
    assert.deepEqual(today.urls, recorded.urls);
    assert.deepEqual(today.queries, recorded.queries);
    t.pass();
  });
}

function told(parse: (raw: string) => Url, raw: string): Told {
  let url: Url;
  try {
    url = parse(raw);
  } catch (err) {
    assert.ok(err instanceof EoflabError && err.code === "BAD_URL", String(err));
    return { error: err.message };
  }
  const { scheme, opaque, user, host, path, rawPath, omitHost, forceQuery } = url;
  const { rawQuery, fragment, rawFragment } = url;
  const escapedPath = url.escapedPath();
  const fields = {
    scheme,
    opaque,
    host,
    path,
    rawPath,
    omitHost,
    forceQuery,
    rawQuery,
    fragment,
    rawFragment,
  };
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value)),
    ...(user === null
      ? {}
      : { user: user.password === null ? [user.username] : [user.username, user.password] }),
    ...unless(path, { escapedPath }),
    ...unless(escapedPath, { requestUri: url.requestUri() }),
    ...unless(raw, { string: url.toString() }),
  };
}

/** What is the same as something else is left out. */
function unless(same: string, one: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.values(one)[0] === same ? {} : one;
}

function decoded(recordedUrl: Told): Told {
  return Object.fromEntries(
    Object.entries(recordedUrl).map(([name, value]) => {
      if (typeof value === "string") return [name, text(value)];
      return [name, Array.isArray(value) ? value.map(text) : value];
    }),
  );
}

/** The text that bytes are, each of them given as a character. */
function text(bytes: string): string {
  return decodeText(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}
