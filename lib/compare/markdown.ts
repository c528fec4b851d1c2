/**
 * A report as Markdown.
 *
 * @module
 */

import {
  type Report,
  type ReportCell,
  type ReportClientCell,
  type ReportLab,
  type Target,
  titleOf,
} from "./report.ts";
import type { Verdict } from "./verdict.ts";

/** Prints it, line by line, with what it was made with above. */
export function* markdownOf(report: Report): Generator<string> {
  const targets = [...report.servers, ...report.clients];
  yield `With ${versionsOf(targets).map(escaped).join(", ")}.`;
  yield "";
  const absent = absentOf(targets);
  if (absent.length > 0) {
    yield `Not here: ${absent.map(escaped).join("; ")}.`;
    yield "";
  }
  yield* labsOf(report);
}

/** The labs, each with its tables. */
export function* labsOf({ servers, clients, labs }: Report): Generator<string> {
  for (const lab of labs) {
    yield `## ${labName(lab)}`;
    yield "";
    yield `${lab.title[0]?.toUpperCase()}${lab.title.slice(1)}.`;
    yield "";
    if (lab.knobs !== "") yield `At \`${lab.knobs}\`, against ${titleOf(servers, lab.reference)}.`;
    yield "";
    yield "| server | the handler | the client | the connection | verdict |";
    yield "| --- | --- | --- | --- | --- |";
    for (const cell of lab.servers) {
      const { told = "", got = "", end = "" } = cell.words ?? {};
      const verdict = cell.target === lab.reference ? "the reference" : verdictText(cell);
      yield `| ${[titleOf(servers, cell.target), told, got, end, verdict].map(escaped).join(" | ")} |`;
    }
    yield "";
    const { asked, notAsked } = clientsOf(lab);
    if (asked.length > 0) {
      yield "With eoflab's server, other clients say:";
      yield "";
      yield "| client | its words |";
      yield "| --- | --- |";
      for (const cell of asked) {
        yield `| ${escaped(titleOf(clients, cell.target))} | ${code(clientText(cell))} |`;
      }
      yield "";
    }
    for (const why of notAsked) {
      yield `${why}.`;
      yield "";
    }
  }
}

/** A sign for each verdict, where there is no room for a word. */
export const signs: Readonly<Record<Verdict, string>> = {
  same: "=",
  equivalent: "≈",
  different: "≠",
  wavering: "~",
  impossible: "–",
  absent: "·",
  failed: "!",
};

/** What the signs are, in a line. */
export const legend = Object.entries(signs)
  .map(([verdict, sign]) => `${sign} ${verdict}`)
  .join(", ");

/** All labs and all servers on a page, a sign for each. @param link where the heading of a lab is */
export function* overviewOf({ servers, labs }: Report, link: (lab: ReportLab) => string): Generator<string> {
  yield `| lab | ${servers.map(({ title }) => escaped(title)).join(" | ")} |`;
  yield `| --- |${" :-: |".repeat(servers.length)}`;
  for (const lab of labs) {
    const cells = lab.servers.map(({ verdict }) => signs[verdict]);
    yield `| [${labName(lab)}](${link(lab)}) | ${cells.join(" | ")} |`;
  }
  yield "";
  yield `${legend}.`;
}

/** A lab's number and id. */
export function labName({ number, id }: ReportLab): string {
  return `${String(number).padStart(2, "0")} ${id}`;
}

/** The clients that said something, and why others did not. */
export function clientsOf({ clients }: ReportLab): {
  readonly asked: readonly ReportClientCell[];
  readonly notAsked: readonly string[];
} {
  const asked = clients.filter(({ words }) => words !== null);
  const others = clients.filter(({ words }) => words === null);
  const reasons = new Set(others.map(({ because }) => because ?? "nothing was said"));
  const notAsked = [...reasons].map((why) => {
    const ids = others.filter(({ because }) => because === why).map(({ target }) => target);
    const who = ids.length === clients.length ? "other clients" : ids.join(", ");
    return `No words of ${who}: ${why}`;
  });
  return { asked, notAsked };
}

/** What a client said, and whether it does so each time. */
export function clientText({ words, because }: ReportClientCell): string {
  return because === null ? (words ?? "") : `${words} (${because})`;
}

/** The nearest settings of each server. */
export function* settingsOf({ servers }: Report): Generator<string> {
  const names = Object.keys(servers[0]?.nearest ?? {});
  yield `| server | ${names.map((name) => `Go's ${name[0]?.toUpperCase()}${name.slice(1)}`).join(" | ")} |`;
  yield `| --- |${" --- |".repeat(names.length)}`;
  for (const server of servers) {
    const cells = names.map((name) => server.nearest[name] ?? "none");
    yield `| ${[titleOf(servers, server.id), ...cells].map(escaped).join(" | ")} |`;
  }
}

/** Who was here, with versions. */
export function versionsOf(targets: readonly Target[]): string[] {
  return targets
    .filter(({ version }) => version !== null)
    .map(
      ({ title, version, program }) => `${title} ${version}${program === undefined ? "" : ` (${program})`}`,
    );
}

/** Who was not here. */
export function absentOf(targets: readonly Target[]): string[] {
  return targets.flatMap(({ title, install }) => (install === null ? [] : [`${title}: ${install}`]));
}

/** A verdict with its reasons. */
export function verdictText({ verdict, because }: Pick<ReportCell, "verdict" | "because">): string {
  return because.length === 0 ? verdict : `${verdict}: ${because.join(", ")}`;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
