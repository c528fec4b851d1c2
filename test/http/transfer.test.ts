import assert from "node:assert/strict";
import { Header } from "../../lib/http/header.ts";
import {
  type AnswerLine,
  readAnswerTransfer,
  readRequestTransfer,
  shouldClose,
  type Transfer,
} from "../../lib/http/transfer.ts";
import { test } from "../fixtures/harness.ts";

type Fields = Readonly<Record<string, string | readonly string[]>>;

test("a request has no body unless it says so", () => {
  const { transfer, left } = request({ A: "1" });
  assert.deepEqual(transfer.framing, { kind: "content-length", length: 0 });
  assert.deepEqual([transfer.contentLength, transfer.close, left], [0, false, { A: ["1"] }]);
});

test("Content-Length is digits, with blanks around them, and stays in the header", () => {
  for (const [value, length] of [
    ["0", 0],
    ["5", 5],
    ["05", 5],
    [" 5\t", 5],
    ["\r\n5", 5],
    ["9223372036854775807", 2 ** 63],
  ] as const) {
    const { transfer, left } = request({ "Content-Length": value });
    assert.deepEqual(transfer.framing, { kind: "content-length", length }, value);
    assert.deepEqual([transfer.contentLength, left], [length, { "Content-Length": [value] }], value);
  }
});

test("a Content-Length that is no number is refused", () => {
  for (const value of [
    "+5",
    "-5",
    "-0",
    "5.0",
    "0x5",
    "5 5",
    "5,5",
    "5, 5",
    "5\0",
    "five",
    "9223372036854775808",
    "99999999999999999999",
  ]) {
    refuses(
      { "Content-Length": value },
      `bad Content-Length ${JSON.stringify(value).replace("\\u00", "\\x")}`,
    );
  }
  for (const value of ["", " ", "\t\r\n"]) {
    refuses({ "Content-Length": value }, 'invalid empty Content-Length ""');
  }
});

test("several Content-Length fields agree to the letter, and become one", () => {
  const { transfer, left } = request({ "Content-Length": ["5", " 5", "5\t"] });
  assert.deepEqual([transfer.contentLength, left], [5, { "Content-Length": ["5"] }]);
  refuses(
    { "Content-Length": ["5", "6"] },
    'http: message cannot contain multiple Content-Length headers; got ["5" "6"]',
  );
  refuses(
    { "Content-Length": ["5", "5", "05"] },
    'http: message cannot contain multiple Content-Length headers; got ["5" "5" "05"]',
  );
  refuses(
    { "Content-Length": [" 5", ""] },
    'http: message cannot contain multiple Content-Length headers; got [" 5" ""]',
  );
  refuses({ "Content-Length": ["x", "x"] }, 'bad Content-Length "x"');
  refuses({ "Content-Length": ["", " "] }, 'invalid empty Content-Length ""');
});

test("Transfer-Encoding is chunked, in any case of letters, and leaves the header", () => {
  for (const coding of ["chunked", "Chunked", "CHUNKED"]) {
    const { transfer, left } = request({ "Transfer-Encoding": coding });
    assert.deepEqual(transfer.framing, { kind: "chunked" }, coding);
    assert.deepEqual([transfer.contentLength, left], [-1, {}], coding);
  }
});

test("any other Transfer-Encoding is unsupported", () => {
  for (const [values, message] of [
    [[""], 'unsupported transfer encoding: ""'],
    [["identity"], 'unsupported transfer encoding: "identity"'],
    [["gzip, chunked"], 'unsupported transfer encoding: "gzip, chunked"'],
    [["chunked, chunked"], 'unsupported transfer encoding: "chunked, chunked"'],
    [["chunked;q=1"], 'unsupported transfer encoding: "chunked;q=1"'],
    [["xchunked"], 'unsupported transfer encoding: "xchunked"'],
    // Reading a header takes blanks away; here none are looked for.
    [["chunked "], 'unsupported transfer encoding: "chunked "'],
    [["\x0bchunked"], 'unsupported transfer encoding: "\\vchunked"'],
    [["chun\u212aed"], 'unsupported transfer encoding: "chun\u212aed"'],
    [["chunked", "chunked"], 'too many transfer encodings: ["chunked" "chunked"]'],
    [["chunked", ""], 'too many transfer encodings: ["chunked" ""]'],
    [["gzip", "chunked"], 'too many transfer encodings: ["gzip" "chunked"]'],
  ] as const) {
    refuses({ "Transfer-Encoding": values }, message, "UNSUPPORTED_TRANSFER_ENCODING");
  }
});

test("a chunked request's Content-Length goes, once it was found to be a number", () => {
  const { transfer, left } = request({ "Transfer-Encoding": "chunked", "Content-Length": ["5", "5"] });
  assert.deepEqual(transfer.framing, { kind: "chunked" });
  assert.deepEqual([transfer.contentLength, left], [-1, {}]);
  refuses({ "Transfer-Encoding": "chunked", "Content-Length": "x" }, 'bad Content-Length "x"');
  refuses({ "Transfer-Encoding": "chunked", "Content-Length": "" }, 'invalid empty Content-Length ""');
  refuses(
    { "Transfer-Encoding": "chunked", "Content-Length": ["5", "6"] },
    'http: message cannot contain multiple Content-Length headers; got ["5" "6"]',
  );
});

test("the coding is looked at before the length", () => {
  refuses(
    { "Transfer-Encoding": "gzip", "Content-Length": "x" },
    'unsupported transfer encoding: "gzip"',
    "UNSUPPORTED_TRANSFER_ENCODING",
  );
});

test("HTTP/1.0 knows no Transfer-Encoding: the field is dropped unread", () => {
  for (const coding of ["chunked", "gzip", ""]) {
    const { transfer, left } = request({ "Transfer-Encoding": [coding, "x"], "Content-Length": "5" }, 1, 0);
    assert.deepEqual(transfer.framing, { kind: "content-length", length: 5 });
    assert.deepEqual(left, { "Content-Length": ["5"] });
  }
  assert.equal(request({ "Transfer-Encoding": "chunked" }, 1, 0).transfer.contentLength, 0);
  assert.equal(request({ "Transfer-Encoding": "chunked" }, 0, 9).transfer.contentLength, 0);
  assert.equal(request({ "Transfer-Encoding": "chunked" }, 1, 2).transfer.contentLength, -1);
  assert.equal(request({ "Transfer-Encoding": "chunked" }, 2, 0).transfer.contentLength, -1);
});

test("a chunked request's Trailer announces names, which have no values yet", () => {
  const { transfer, left } = request({
    "Transfer-Encoding": "chunked",
    Trailer: ["a, X-b ,,a", "", "c d"],
  });
  assert.deepEqual(plain(transfer.trailer), { A: [], "X-B": [], "c d": [] });
  assert.deepEqual(left, {});
});

test("a Trailer without chunks stays a field, and announces nothing", () => {
  const { transfer, left } = request({ Trailer: "Content-Length", "Content-Length": "5" });
  assert.deepEqual(plain(transfer.trailer), {});
  assert.deepEqual(left, { Trailer: ["Content-Length"], "Content-Length": ["5"] });
});

test("what must be known before the body is announced by no Trailer", () => {
  for (const [value, name] of [
    ["Content-Length", "Content-Length"],
    ["a, content-length", "Content-Length"],
    ["transfer-encoding, trailer", "Transfer-Encoding"],
    ["TRAILER", "Trailer"],
  ] as const) {
    refuses({ "Transfer-Encoding": "chunked", Trailer: value }, `bad trailer key "${name}"`);
  }
});

test("a connection ends with a message that says so, and in HTTP/1.0 unless it says otherwise", () => {
  for (const [major, minor, values, close] of [
    [1, 1, [], false],
    [1, 1, ["close"], true],
    [1, 1, ["Keep-Alive, CLOSE"], true],
    [1, 1, ["keep-alive", "close"], true],
    [1, 1, ["keep-alive close"], false],
    [1, 1, ["closed"], false],
    [1, 0, [], true],
    [1, 0, ["keep-alive"], false],
    [1, 0, ["Upgrade", "KEEP-ALIVE"], false],
    [1, 0, ["keep-alive, close"], true],
    [0, 9, ["keep-alive"], true],
    [2, 0, [], false],
    [2, 0, ["close"], true],
  ] as const) {
    const header = new Header({ Connection: values });
    assert.equal(shouldClose(header, major, minor), close, `${major}.${minor} ${values.join()}`);
    assert.equal(readRequestTransfer(header, major, minor).close, close);
    assert.deepEqual(header.values("Connection"), values, "a request keeps the field");
  }
});

test("an answer without a length ends with its connection", () => {
  const { transfer } = answer({});
  assert.deepEqual(transfer.framing, { kind: "until-close" });
  assert.deepEqual([transfer.contentLength, transfer.close], [-1, true]);
  assert.deepEqual(answer({ "Content-Length": "0" }).transfer.framing, { kind: "content-length", length: 0 });
  assert.deepEqual(answer({ "Content-Length": "5" }).transfer.framing, { kind: "content-length", length: 5 });
  assert.equal(answer({ "Content-Length": "5" }).transfer.close, false);
});

test("a chunked answer has no other length", () => {
  const { transfer, left } = answer({ "Transfer-Encoding": "chunked", "Content-Length": "5", Trailer: "a" });
  assert.deepEqual(transfer.framing, { kind: "chunked" });
  assert.deepEqual([transfer.contentLength, transfer.close, left], [-1, false, {}]);
  assert.deepEqual(plain(transfer.trailer), { A: [] });
  // HTTP/1.0 has no chunks.
  const { transfer: old } = answer({ "Transfer-Encoding": "chunked" }, { protoMinor: 0 });
  assert.deepEqual([old.framing, old.close], [{ kind: "until-close" }, true]);
});

test("1xx, 204 and 304 have no body, whatever they say", () => {
  for (const status of [100, 101, 199, 204, 304]) {
    for (const fields of [{}, { "Content-Length": "5" }, { "Transfer-Encoding": "chunked" }]) {
      const { transfer } = answer(fields, { status });
      assert.deepEqual([transfer.framing, transfer.close], [{ kind: "none" }, false], `${status}`);
      assert.equal(transfer.contentLength, 0, `${status}`);
    }
    // What they say must be a number all the same.
    assert.throws(() => answer({ "Content-Length": "x" }, { status }), { message: 'bad Content-Length "x"' });
  }
  assert.deepEqual(answer({}, { status: 205 }).transfer.framing, { kind: "until-close" });
});

test("an answer to HEAD has no body, and the length that GET would have given", () => {
  for (const [fields, length] of [
    [{}, -1],
    [{ "Content-Length": "5" }, 5],
    [{ "Content-Length": "0" }, 0],
    [{ "Content-Length": ["5", "5"] }, 5],
    [{ "Transfer-Encoding": "chunked" }, -1],
    [{ "Transfer-Encoding": "chunked", "Content-Length": "5" }, 5],
  ] as const) {
    const { transfer } = answer(fields, { method: "HEAD" });
    assert.deepEqual(transfer.framing, { kind: "none" });
    assert.deepEqual([transfer.contentLength, transfer.close], [length, false]);
  }
});

test("an answer's Connection field goes if it says close, but in HTTP/1.0 it stays", () => {
  const fields = { Connection: "close, Upgrade", "Content-Length": "5" };
  assert.deepEqual(answer(fields).left, { "Content-Length": ["5"] });
  assert.equal(answer(fields).transfer.close, true);
  assert.deepEqual(answer(fields, { protoMinor: 0 }).left, {
    Connection: ["close, Upgrade"],
    "Content-Length": ["5"],
  });
  assert.deepEqual(answer({ Connection: "keep-alive", "Content-Length": "5" }).left, {
    Connection: ["keep-alive"],
    "Content-Length": ["5"],
  });
});

/** What a request with these fields says, and what is left of them. */
function request(
  fields: Fields,
  major = 1,
  minor = 1,
): { transfer: Transfer; left: Record<string, string[]> } {
  const header = new Header(fields);
  return { transfer: readRequestTransfer(header, major, minor), left: plain(header) };
}

/** The same for an answer: 200 to a GET, if nothing else is given. */
function answer(
  fields: Fields,
  line: Partial<AnswerLine> = {},
): { transfer: Transfer; left: Record<string, string[]> } {
  const header = new Header(fields);
  const whole = { method: "GET", status: 200, protoMajor: 1, protoMinor: 1, ...line };
  return { transfer: readAnswerTransfer(header, whole), left: plain(header) };
}

/** Holds that a request and an answer with these fields are refused for this reason. */
function refuses(fields: Fields, message: string, code = "BAD_FRAMING"): void {
  assert.throws(() => request(fields), { code, message });
  assert.throws(() => answer(fields), { code, message });
}

function plain(header: Header): Record<string, string[]> {
  return Object.fromEntries([...header].map(([name, values]) => [name, [...values]]));
}
