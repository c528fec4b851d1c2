/**
 * A report as one page that stands alone: no script, no font and no file from elsewhere. On a narrow screen each row of a
 * table is a card. Every cell leads to its ladder, which is on the same page.
 *
 * @module
 */

import { drawLadder } from "../ladder/ladder.ts";
import { parseRecording } from "../trace/recording.ts";
import { absentOf, verdictText } from "./markdown.ts";
import { type Report, type ReportLab, titleOf } from "./report.ts";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
th, td { border: 1px solid #8886; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.same, .reference { color: #1a7f37; } .different, .failed { color: #cf222e; } .equivalent, .wavering { color: #9a6700; }
.impossible, .absent { color: #6e7781; }
pre { overflow-x: auto; font-size: 0.75rem; line-height: 1.3; }
details:target { outline: 2px solid #0969da; }
@media (prefers-color-scheme: dark) {
  .same, .reference { color: #56d364; } .different, .failed { color: #ff7b72; } .equivalent, .wavering { color: #e3b341; }
}
@media (max-width: 45rem) {
  thead { display: none; } tr, td { display: block; border: 0; } tr { border: 1px solid #8886; margin: 0 0 0.7rem; padding: 0.3rem; }
  td::before { content: attr(data-of) ": "; font-weight: bold; } td:empty { display: none; }
}`;

/** The recordings of the cells, as NDJSON: by `lab/target`. */
export type Recordings = ReadonlyMap<string, string>;

/** Prints the page, line by line. */
export function* htmlOf(report: Report, recordings: Recordings): Generator<string> {
  const { servers, clients, labs } = report;
  yield "<!doctype html>";
  yield '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">';
  yield `<title>eoflab: the labs on other servers</title><style>${style}</style></head><body>`;
  yield "<h1>The labs of eoflab, on other servers and with other clients</h1>";
  const versions = [...servers, ...clients].filter(({ version }) => version !== null);
  yield `<p>${versions.map(({ title, version }) => text(`${title} ${version}`)).join(" · ")}</p>`;
  const absent = absentOf([...servers, ...clients]);
  if (absent.length > 0) yield `<p>Not here: ${absent.map(text).join("; ")}</p>`;
  yield `<nav><ul>${labs.map(({ id, title }) => `<li><a href="#${id}">${id}</a>: ${text(title)}</li>`).join("")}</ul></nav>`;
  for (const lab of labs) yield* labPage(report, lab, recordings);
  yield "</body></html>";
}

function* labPage({ servers, clients }: Report, lab: ReportLab, recordings: Recordings): Generator<string> {
  yield `<h2 id="${lab.id}">${String(lab.number).padStart(2, "0")} ${lab.id}: ${text(lab.title)}</h2>`;
  yield `<p><code>${text(lab.knobs)}</code>, against ${text(titleOf(servers, lab.reference))}</p>`;
  yield "<table><thead><tr><th>server</th><th>the handler</th><th>the client</th><th>the connection</th><th>verdict</th></tr></thead><tbody>";
  for (const cell of lab.servers) {
    const key = `${lab.id}/${cell.target}`;
    const { told = "", got = "", end = "" } = cell.words ?? {};
    const isReference = cell.target === lab.reference;
    const verdict = isReference ? "the reference" : verdictText(cell);
    const name = text(titleOf(servers, cell.target));
    const link = recordings.has(key) ? `<a href="#${key}">${text(verdict)}</a>` : text(verdict);
    yield `<tr>${td("server", name)}${td("handler", text(told))}${td("client", text(got))}${td("connection", text(end))}` +
      `<td data-of="verdict" class="${isReference ? "reference" : cell.verdict}">${link}</td></tr>`;
  }
  yield "</tbody></table>";
  const asked = lab.clients.filter(({ words }) => words !== null);
  if (asked.length > 0) {
    yield "<table><thead><tr><th>client</th><th>its words, with eoflab's server</th></tr></thead><tbody>";
    for (const { target, words } of asked) {
      const key = `${lab.id}/${target}`;
      const said = text(words ?? "");
      const link = recordings.has(key) ? `<a href="#${key}">${said}</a>` : said;
      yield `<tr>${td("client", text(titleOf(clients, target)))}${td("words", link)}</tr>`;
    }
    yield "</tbody></table>";
  }
  for (const { target } of [...lab.servers, ...asked]) {
    const key = `${lab.id}/${target}`;
    const recording = recordings.get(key);
    if (recording === undefined) continue;
    const ladder = [...drawLadder(parseRecording(recording), { width: 120 })].join("\n");
    const name = titleOf([...servers, ...clients], target);
    yield `<details id="${key}"><summary>${text(`${lab.id}, ${name}: what happened`)}</summary><pre>${text(ladder)}</pre></details>`;
  }
}

function td(of: string, content: string): string {
  return `<td data-of="${of}">${content}</td>`;
}

function text(raw: string): string {
  return raw
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
