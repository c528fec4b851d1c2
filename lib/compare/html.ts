/**
 * A report as one page that stands alone: no script, no font and no file from elsewhere. On a narrow screen each row of a
 * table is a card. Every cell leads to its ladder, which is on the same page.
 *
 * @module
 */

import { drawLadder } from "../ladder/ladder.ts";
import { parseRecording } from "../trace/recording.ts";
import { cellName } from "./cell.ts";
import {
  absentOf,
  clientsOf,
  clientText,
  labName,
  legend,
  signs,
  verdictText,
  versionsOf,
} from "./markdown.ts";
import { type Report, type ReportCell, type ReportLab, titleOf } from "./report.ts";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
th, td { border: 1px solid #8886; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.same, .reference { color: #1a7f37; } .different, .failed { color: #cf222e; } .equivalent, .wavering { color: #9a6700; }
.impossible, .absent { color: #6e7781; }
td a { color: inherit; }
.wide { overflow-x: auto; }
.overview { width: auto; } .overview td, .overview th { padding: 0.1rem 0.4rem; }
.overview td { text-align: center; font-weight: bold; } .overview td a { text-decoration: none; display: block; }
.overview thead span { writing-mode: vertical-rl; transform: rotate(180deg); }
.overview thead th { vertical-align: bottom; }
pre { overflow-x: auto; font-size: 0.75rem; line-height: 1.3; }
details:has(:target) { outline: 2px solid #0969da; }
@media (prefers-color-scheme: dark) {
  .same, .reference { color: #56d364; } .different, .failed { color: #ff7b72; } .equivalent, .wavering { color: #e3b341; }
}
@media (max-width: 45rem) {
  .cards thead { display: none; } .cards tr, .cards td { display: block; border: 0; }
  .cards tr { border: 1px solid #8886; margin: 0 0 0.7rem; padding: 0.3rem; }
  .cards td::before { content: attr(data-of) ": "; font-weight: bold; } .cards td:empty { display: none; }
  .overview { font-size: 0.8rem; } .overview td, .overview th { padding: 0.05rem 0.2rem; }
}`;

/** The recordings of the cells, as NDJSON: by {@link cellName}. */
export type Recordings = ReadonlyMap<string, string>;

/** Prints the page, line by line. */
export function* htmlOf(report: Report, recordings: Recordings): Generator<string> {
  const { servers, clients, labs } = report;
  yield "<!doctype html>";
  yield '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">';
  yield `<title>eoflab: the labs on other servers</title><style>${style}</style></head><body>`;
  yield "<h1>The labs of eoflab, on other servers and with other clients</h1>";
  yield `<p>${versionsOf([...servers, ...clients])
    .map(text)
    .join(" · ")}</p>`;
  const absent = absentOf([...servers, ...clients]);
  if (absent.length > 0) yield `<p>Not here: ${absent.map(text).join("; ")}</p>`;
  yield* overview(report);
  for (const lab of labs) yield* labPage(report, lab, recordings);
  yield "</body></html>";
}

/** All labs and all servers, a sign for each, which leads to what happened. */
function* overview({ servers, labs }: Report): Generator<string> {
  const heads = servers.map((server) => `<th><span>${text(titleOf(servers, server.id))}</span></th>`);
  yield `<div class="wide"><table class="overview"><thead><tr><th>lab</th>${heads.join("")}</tr></thead><tbody>`;
  for (const lab of labs) {
    const cells = lab.servers.map((cell) => {
      const why = text(`${titleOf(servers, cell.target)}: ${verdictText(cell)}`);
      return `<td class="${cell.verdict}"><a href="#${cellName(lab.id, "server", cell.target)}" title="${why}">${signs[cell.verdict]}</a></td>`;
    });
    yield `<tr><th><a href="#${lab.id}" title="${text(lab.title)}">${labName(lab)}</a></th>${cells.join("")}</tr>`;
  }
  yield `</tbody></table></div><p>${text(legend)}</p>`;
}

function* labPage({ servers, clients }: Report, lab: ReportLab, recordings: Recordings): Generator<string> {
  yield `<h2 id="${lab.id}">${labName(lab)}: ${text(lab.title)}</h2>`;
  yield `<p><code>${text(lab.knobs)}</code>, against ${text(titleOf(servers, lab.reference))}</p>`;
  yield '<table class="cards"><thead><tr><th>server</th><th>the handler</th><th>the client</th><th>the connection</th><th>verdict</th></tr></thead><tbody>';
  for (const cell of lab.servers) {
    const key = cellName(lab.id, "server", cell.target);
    const { told = "", got = "", end = "" } = cell.words ?? {};
    const isReference = cell.target === lab.reference;
    const verdict = isReference ? "the reference" : verdictText(cell);
    const name = text(titleOf(servers, cell.target));
    yield `<tr>${td("server", name)}${td("handler", text(told))}${td("client", text(got))}${td("connection", text(end))}` +
      `<td data-of="verdict" class="${isReference ? "reference" : cell.verdict}"><a href="#${key}">${text(verdict)}</a></td></tr>`;
  }
  yield "</tbody></table>";
  const { asked, notAsked } = clientsOf(lab);
  if (asked.length > 0) {
    yield '<table class="cards"><thead><tr><th>client</th><th>its words, with eoflab\'s server</th></tr></thead><tbody>';
    for (const cell of asked) {
      const name = text(titleOf(clients, cell.target));
      yield `<tr>${td("client", name)}${td("words", `<a href="#${cellName(lab.id, "client", cell.target)}">${text(clientText(cell))}</a>`)}</tr>`;
    }
    yield "</tbody></table>";
  }
  for (const why of notAsked) yield `<p>${text(why)}</p>`;
  for (const cell of lab.servers) {
    const name = text(titleOf(servers, cell.target));
    yield details(lab, name, cellName(lab.id, "server", cell.target), serverHappened(lab, cell, recordings));
  }
  for (const { target } of asked) {
    const key = cellName(lab.id, "client", target);
    const recording = recordings.get(key);
    const what = recording === undefined ? "<p>There is no recording of it.</p>" : ladder(recording);
    yield details(lab, text(titleOf(clients, target)), key, what);
  }
}

/** A place that a cell leads to. The id is inside: so the browser opens what is around it. */
function details({ id }: ReportLab, name: string, key: string, content: string): string {
  return `<details><summary>${id}, ${name}: what happened</summary><div id="${key}">${content}</div></details>`;
}

function ladder(recording: string): string {
  return `<pre>${text([...drawLadder(parseRecording(recording), { width: 120 })].join("\n"))}</pre>`;
}

/** The ladder of a server's cell, or why there is none. */
function serverHappened(lab: ReportLab, { target, because }: ReportCell, recordings: Recordings): string {
  const recording = recordings.get(cellName(lab.id, "server", target));
  return recording === undefined ? `<p>${text(because.join("; "))}</p>` : ladder(recording);
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
