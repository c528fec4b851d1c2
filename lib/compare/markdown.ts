/**
 * A report as Markdown.
 *
 * @module
 */

import { type Report, type ReportCell, type Target, titleOf } from "./report.ts";

/** Prints it, line by line. @param heading the number of the labs' headings */
export function* markdownOf({ servers, clients, labs }: Report, heading = 2): Generator<string> {
  const level = "#".repeat(heading);
  for (const lab of labs) {
    yield `${level} ${String(lab.number).padStart(2, "0")} ${lab.id}: ${lab.title}`;
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
    const asked = lab.clients.filter(({ words }) => words !== null);
    if (asked.length === 0) continue;
    yield "With eoflab's server, other clients say:";
    yield "";
    yield "| client | its words |";
    yield "| --- | --- |";
    for (const { target, words } of asked)
      yield `| ${escaped(titleOf(clients, target))} | ${code(words ?? "")} |`;
    yield "";
  }
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
