/**
 * Wireshark's own export of its list, read back.
 *
 * @module
 */

import type { Chunks } from "./byte_source.ts";
import { csvHeading } from "./csv.ts";
import { badCapture } from "./frame.ts";
import type { Row } from "./row.ts";

/** No line of an export is longer. */
const longestLine = 1_048_576;

/** Whether a file that begins so is such an export. */
export function isCsv(start: Uint8Array): boolean {
  return new TextDecoder()
    .decode(start)
    .replace(/^\uFEFF/, "")
    .startsWith('"No."');
}

/** Its rows. @throws EoflabError BAD_CAPTURE where it has other columns, or a row is none */
export async function* readCsv(chunks: Chunks): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of linesOf(chunks)) {
    number++;
    if (line === "") continue;
    if (number === 1) {
      if (line !== csvHeading) throw badCapture(`its columns are ${line.slice(0, 200)}, want ${csvHeading}`);
      continue;
    }
    const fields = fieldsOf(line);
    if (fields === null || fields.length !== 7 || !/^\d+$/.test(fields[0] ?? "")) {
      throw badCapture(`line ${number} is no row of seven fields in quotes`);
    }
    const [no = "", seconds = "", source = "", destination = "", protocol = "", length = "", info = ""] =
      fields;
    yield {
      number: Number(no),
      seconds,
      source,
      destination,
      protocol,
      length: Number(length) || 0,
      info: info.replaceAll("  >  ", " → "),
    };
  }
}

async function* linesOf(chunks: Chunks): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) throw badCapture(`it has a line of more than ${longestLine} characters`);
    for (const line of lines) yield line.replace(/\r$/, "");
  }
  rest += decoder.decode();
  if (rest !== "") yield rest.replace(/\r$/, "");
}

/** The fields of a line; `null` where they are not all in quotes. A quote within a field stands twice. */
function fieldsOf(line: string): string[] | null {
  const fields: string[] = [];
  const field = /"((?:[^"]|"")*)"(,|$)/y;
  while (field.lastIndex < line.length) {
    const found = field.exec(line);
    if (found === null) return null;
    fields.push((found[1] ?? "").replaceAll('""', '"'));
    if (found[2] === "") return fields;
  }
  return fields;
}
