import assert from "node:assert/strict";
import { cut } from "../../lib/cli/screen/cut.ts";
import { plain, unicode } from "../../lib/ladder/style.ts";
import { drawExchange } from "../../lib/wire/exchange.ts";
import type { ReadRow } from "../../lib/wire/read_rows.ts";
import type { Row } from "../../lib/wire/row.ts";
import { drawRows } from "../../lib/wire/table.ts";
import { test } from "../fixtures/harness.ts";

const long = "2001:db8:85a3:1234:5678:8a2e:370:7334";
const longer = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff";
const flags = "50000 → 8080 [SYN] Seq=0 Win=65000 Len=0";

function row(number: number, source: string, destination: string, info: string): Row {
  return { number, seconds: "0.000000", source, destination, protocol: "TCP", length: 60, info };
}

async function* from<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function lines(rows: AsyncIterable<Row>, width: number | null): Promise<string[]> {
  const drawn: string[] = [];
  for await (const line of drawRows(rows, { width, more: "…", cut })) drawn.push(line);
  return drawn;
}

test("a table that is not for a terminal has Wireshark's headings, and cuts nothing", async () => {
  assert.deepEqual(await lines(from([row(1, long, longer, flags)]), null), [
    "No.      Time  Source                                 Destination                             Protocol  Length  Info",
    `  1  0.000000  ${long}  ${longer}  TCP           60  ${flags}`,
  ]);
});

test("a narrow terminal has short headings, so that Info says a mark, two ports and the flags", async () => {
  const probe = "[TCP Keep-Alive] 55585 → 8800 [ACK] Seq=95 Ack=1 Win=408256 Len=0";
  assert.deepEqual(await lines(from([row(161, "127.0.0.1", "127.0.0.1", probe)]), 80), [
    "No.     Time Source    Dest      Proto Len Info",
    "161 0.000000 127.0.0.1 127.0.0.1 TCP    60 [TCP Keep-Alive] 55585 → 8800 [ACK] …",
  ]);
});

test("what fits beside the usual headings leaves them as they are", async () => {
  const [heading] = await lines(from([row(1, "127.0.0.1", "127.0.0.1", "GET / HTTP/1.1")]), 80);
  assert.equal(heading, "No.      Time  Source     Destination  Protocol  Length  Info");
});

test("long addresses are cut in their middle, for Info's sake, and never below the length of an IPv4 address", async () => {
  assert.deepEqual(await lines(from([row(1, long, longer, flags)]), 120), [
    "No.     Time Source                        Dest                          Proto Len Info",
    "  1 0.000000 2001:db8:85a3:…:8a2e:370:7334 2001:db8:aaaa:…dddd:eeee:ffff TCP    60 50000 → 8080 [SYN] Seq=0 Win=65000 L…",
  ]);
  assert.deepEqual(await lines(from([row(1, long, "192.168.100.200", flags)]), 80), [
    "No.     Time Source          Dest            Proto Len Info",
    "  1 0.000000 2001:db…70:7334 192.168.100.200 TCP    60 50000 → 8080 [SYN] Seq=0…",
  ]);
});

test("a long address that comes late leaves Info what it wants", async () => {
  const many = Array.from({ length: 500 }, (_, i) => row(i + 1, "10.0.0.1", "10.0.0.2", flags));
  const drawn = await lines(from([...many, row(501, long, longer, flags)]), 120);
  assert.equal(
    drawn.at(-1),
    "501  0.000000  2001:db8:85…2e:370:7334  2001:db8:aa…d:eeee:ffff  TCP           60  50000 → 8080 [SYN] Seq=0 Win=65000 L…",
  );
});

test("no line is wider than the terminal, whatever is in it", async () => {
  const wide = "GET /漢字😀é漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 HTTP/1.1";
  for (const width of [40, 60, 61, 80, 81, 120]) {
    for (const line of await lines(from([row(1, long, "::1", wide), row(2, "::1", long, wide)]), width)) {
      assert.equal(cut(line, width).text, line, `${width}: ${line}`);
    }
  }
});

test("a number that needs another digit after the first 500 rows shifts no row after its own", async () => {
  const numbers = Array.from({ length: 1010 }, (_, i) => i + 1);
  const drawn = await lines(from(numbers.map((n) => row(n, "::1", "::1", `packet ${n}`))), null);
  assert.equal(drawn.length, 1011);
  assert.equal(drawn[999], "999  0.000000  ::1     ::1          TCP           60  packet 999");
  assert.equal(drawn[1000], "1000  0.000000  ::1     ::1          TCP           60  packet 1000");
  const places = new Set(drawn.slice(1000).map((line) => line.indexOf("packet")));
  assert.deepEqual([...places], [drawn[1000]?.indexOf("packet")]);
});

test("the rows before an error come, then the error; without a row there is no heading", async () => {
  async function* broken(rows: readonly Row[]): AsyncGenerator<Row> {
    yield* rows;
    throw new Error("cut");
  }
  for (const [rows, wanted] of [
    [[], 0],
    [[row(1, "::1", "::1", flags)], 2],
  ] as const) {
    const drawn: string[] = [];
    const all = async (): Promise<void> => {
      for await (const line of drawRows(broken(rows), { width: null, more: "…", cut })) drawn.push(line);
    };
    await assert.rejects(all, /^Error: cut$/);
    assert.equal(drawn.length, wanted);
  }
});

test("the arrows: a long Info goes on below within the width, and wide characters count as two columns", async () => {
  const info = `GET /${"漢".repeat(40)} HTTP/1.1`;
  const reads: ReadRow[] = [{ row: row(4, "::1", "::1", info), tcp: null }];
  const drawn: string[] = [];
  for await (const line of drawExchange(from(reads), { symbols: unicode, palette: plain, width: 60, cut })) {
    drawn.push(line);
  }
  assert.deepEqual(drawn, [
    "              client server",
    "    0.000000   ●──────▶  4 GET",
    `               │      │    /${"漢".repeat(16)}`,
    `               │      │    ${"漢".repeat(16)}`,
    `               │      │    ${"漢".repeat(8)} HTTP/1.1`,
  ]);
});

test("the arrows stay below each other when a time is longer than usual", async () => {
  const seconds = "123456.789012345";
  const reads: ReadRow[] = [{ row: { ...row(1, "::1", "::1", "x ".repeat(40)), seconds }, tcp: null }];
  const drawn: string[] = [];
  for await (const line of drawExchange(from(reads), { symbols: unicode, palette: plain, width: 60, cut })) {
    drawn.push(line);
  }
  assert.equal(drawn[1]?.indexOf("●"), seconds.length + 3);
  assert.equal(drawn[2]?.indexOf("│"), seconds.length + 3);
  assert.equal(drawn[2]?.length, drawn[1]?.length);
});
