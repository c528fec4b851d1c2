import assert from "node:assert/strict";
import { lanesOf } from "../../lib/ladder/lanes.ts";
import { drawSvg } from "../../lib/ladder/svg.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { at, foreign, recordingOf } from "../fixtures/recordings.ts";
import { type Element, everyElement, parseXml } from "../fixtures/xml.ts";

const heading = { title: "01 a lab", lines: ["ran on this", "with that"] };

function draw(recording: Recording): Element {
  return parseXml([...drawSvg(recording, heading)].join("\n"));
}

function all(svg: Element, name: string, className?: string): Element[] {
  return [...everyElement(svg)].filter(
    (e) => e.name === name && (className === undefined || e.attributes.get("class") === className),
  );
}

const texts = (svg: Element): string[] => all(svg, "text").map(({ text }) => text);

test("it has the title, what it is a run of, the lanes' names, times and words, in that order", () => {
  const svg = draw(
    recordingOf(at(0, "handler.write", { bytes: 200 }), at(0, "handler.wrote", { n: 200, error: null })),
  );
  assert.equal(svg.name, "svg");
  assert.equal(svg.children[0]?.text, "01 a lab");
  const said = texts(svg);
  assert.deepEqual(said.slice(0, 4), ["01 a lab", "ran on this", "with that", "client"]);
  assert.equal(said.length, 3 + lanesOf(recordingOf().header).length + 3);
  assert.deepEqual(said.slice(-3), [
    "0.000 s".padStart(10, "\u00a0"),
    "w.write(200)",
    "w.write = 200, no error",
  ]);
});

test("it stands alone: no script, no link, no font or file from elsewhere, no handler", () => {
  const svg = draw(recordingOf(at(0, "client.fin", {})));
  const names = new Set([...everyElement(svg)].map(({ name }) => name));
  assert.deepEqual([...names].sort(), ["circle", "desc", "path", "rect", "style", "svg", "text", "title"]);
  for (const { attributes } of everyElement(svg)) {
    for (const name of attributes.keys()) assert.doesNotMatch(name, /^(on|href|xlink|src)/);
  }
  assert.doesNotMatch(all(svg, "style")[0]?.text ?? "", /@import|@font-face|url\(/);
});

test("every class has a colour on light, and another one on dark", () => {
  const svg = draw(recordingOf(at(0, "client.error", { op: "read", error: "EOF" })));
  const [light = "", dark = ""] = (all(svg, "style")[0]?.text ?? "").split(
    "@media (prefers-color-scheme: dark)",
  );
  for (const name of ["paper", "lane", "plain", "quiet", "good", "bad", "time"]) {
    const color = new RegExp(`^(?:.*\\s)?\\.${name} \\{ (?:fill|stroke): (#[0-9a-f]{6})`, "m");
    const [on, off] = [color.exec(light)?.[1], color.exec(dark)?.[1]];
    assert.ok(on !== undefined && off !== undefined && on !== off, name);
  }
});

test("an arrow leads from lane to lane, and what went wrong is a cross", () => {
  const svg = draw(
    recordingOf(at(0, "handler.write", { bytes: 1 }), at(0, "client.error", { op: "read", error: "EOF" })),
  );
  const [way] = all(svg, "path", "way plain");
  const [, from, , to] = /^M(\d+) (\d+)H(\d+)$/.exec(way?.attributes.get("d") ?? "") ?? [];
  assert.ok(Number(to) < Number(from), "from the handler to the left, to response.w");
  assert.equal(all(svg, "circle", "plain").length, 1);
  assert.equal(all(svg, "path", "cross bad").length, 1);
  assert.equal(all(svg, "circle", "bad").length, 0);
});

test("all that is drawn lies within the picture, one row below the other", () => {
  const log = (i: number) => at(i * 1000, "server.log", { line: `${"long ".repeat(60)}${i}` });
  const svg = draw(recordingOf(...Array.from({ length: 30 }, (_, i) => log(i))));
  const [width, height] = ["width", "height"].map((name) => Number(svg.attributes.get(name)));
  const places = all(svg, "text").map(({ attributes, text }) => {
    const [x, y] = [Number(attributes.get("x")), Number(attributes.get("y"))];
    assert.ok(x >= 0 && x + text.length * 7.8 <= (width ?? 0) && y > 0 && y < (height ?? 0), text);
    return y;
  });
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test("time that passes, and what repeats, are rows of their own", () => {
  const writes = Array.from({ length: 50 }, () => at(10_000, "handler.write", { bytes: 1 }));
  const svg = draw(recordingOf(at(0, "handler.sleep", { ms: 10_000 }), ...writes));
  assert.ok(texts(svg).includes("10 s pass"));
  assert.ok(texts(svg).includes("⋮ the same, 48 times more"));
  assert.equal(all(svg, "path", "lane gap").length, 2);
});

test("whatever a peer sent, it is well-formed, and its words are words", () => {
  const line = `</text><script>alert("&amp;")</script>]]>\u0000\u001b\ufffe\ud800'`;
  const svg = draw(
    recordingOf(
      at(0, "server.log", { line }),
      foreign(0, "handler.<b>", { "&": 1 }),
      foreign(0, "rwc.\u0001", {}),
    ),
  );
  assert.ok(texts(svg).join("").includes(`</text><script>alert("&amp;")</script>]]>`));
  assert.equal(all(svg, "script").length, 0);
  const hostile = [...drawSvg(recordingOf(), { title: '<&>"\u0007', lines: ["]]>"] })].join("\n");
  assert.equal(parseXml(hostile).children[0]?.text, '<&>".');
});

test("an empty recording is a picture of the lanes' names", () => {
  assert.equal(texts(draw(recordingOf())).length, 3 + lanesOf(recordingOf().header).length);
});
