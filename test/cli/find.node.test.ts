import { test } from "tap";
import { eoflab, has, type RuntimeName, runtimes } from "../fixtures/cli.ts";

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const skip = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;
  const invocation = runtime === "Deno" ? "npx deno task start" : "eoflab";

  void test(`${runtime}: a symptom leads to a lab, with its symptom, why it was found, and what to run`, {
    skip,
  }, async (t) => {
    const { code, stdout, stderr } = await eoflab(runtime, ["find", "curl: (52) Empty reply from server"]);
    t.same([code, stderr], [0, ""]);
    const [first = "", second = ""] = stdout.split("\n\n");
    t.equal(
      first,
      [
        "01 silent-eof: the client gets EOF, and the server's log is clean",
        '   client: Get "http://…": EOF; server: every write returned without an error,',
        "   nothing in the log",
        '   found by: "empty reply from server"',
        `   ${invocation} run silent-eof`,
        `   ${invocation} step silent-eof`,
      ].join("\n"),
    );
    t.match(second, /^\d\d [\w-]+: /);
    t.notOk(stdout.includes("\u001b"), "no colours where there is no terminal");
    t.ok(
      stdout.split("\n").every((line) => line.length <= 80),
      "80 columns",
    );
  });

  void test(`${runtime}: quotes are not needed, and - reads standard input`, { skip }, async (t) => {
    const quoted = await eoflab(runtime, ["find", "empty reply from server"]);
    const words = await eoflab(runtime, ["find", "empty", "reply", "-", "from", "server"]);
    t.equal(words.stdout, quoted.stdout);
    const log = "10:00:00 started\n10:00:01 empty reply from server\n";
    const piped = await eoflab(runtime, ["find", "-"], { input: log });
    t.equal(piped.code, 0);
    t.match(piped.stdout, /^01 silent-eof/);
  });

  void test(`${runtime}: nothing found says so and what to do, and exits with 1`, { skip }, async (t) => {
    const { code, stdout, stderr } = await eoflab(runtime, ["find", "my", "cat", "likes", "pizza\u001b[2J"]);
    t.same([code, stderr], [1, ""]);
    t.equal(
      stdout,
      [
        "No lab was found for: my cat likes pizza.[2J",
        "Take the error's own words, without what surrounds them, or fewer words: what",
        "client, server and log say. All labs:",
        `  ${invocation} list`,
        "",
      ].join("\n"),
    );
    const address = await eoflab(runtime, ["find", "127.0.0.1:8800"]);
    t.equal(address.code, 1);
    t.match(address.stdout, /addresses, URLs, times and paths do not\ncount/);
  });

  void test(`${runtime}: no text is a mistake`, { skip }, async (t) => {
    for (const args of [["find"], ["find", " "], ["find", "-"], ["find", "--json"]]) {
      const { code, stdout, stderr } = await eoflab(runtime, args, { input: "\n" });
      t.same([code, stdout], [2, ""], args.join(" "));
      t.match(stderr, /^eoflab: find: want a symptom or an error text: .* find "empty reply from server"/);
    }
  });
}

void test("--json prints what was found, best first", async (t) => {
  const { code, stdout } = await eoflab("Node", ["find", "--json", "http:", "Handler", "timeout"]);
  t.equal(code, 0);
  const [first, ...others] = JSON.parse(stdout);
  t.match(first, {
    id: "timeout-handler",
    number: 11,
    symptom: /^503/,
    phrase: { text: "http: Handler timeout", from: "searchedAs" },
    run: "eoflab run timeout-handler",
    step: "eoflab step timeout-handler",
    incident: { url: /^https/ },
    prevent: { go: String, node: String, deno: String },
  });
  t.same(first.words.toSorted(), ["handler", "http", "timeout"]);
  t.ok(others.every(({ score }: { score: number }) => score <= first.score));
});

void test("--json prints an empty list when nothing was found", async (t) => {
  const { code, stdout, stderr } = await eoflab("Node", ["find", "--json", "pizza"]);
  t.same([code, stdout, stderr], [1, "[]\n", ""]);
});

void test("labs that fit less are named in a line", async (t) => {
  const { stdout } = await eoflab("Node", ["find", "EOF"]);
  t.match(stdout, /^01 silent-eof/);
  t.match(stdout, /\nLess near: \d\d [\w-]+/);
});

void test("colours where they are asked for", async (t) => {
  const { stdout } = await eoflab("Node", ["find", "--color", "EOF"]);
  t.ok(stdout.startsWith("\u001b[1m01 silent-eof"));
});
