/** A link that loses, overtakes and doubles packets: what is said of each, beside what tshark says of the same file. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { test } from "tap";
import { has } from "../fixtures/cli.ts";
import { noTshark, ourLines, tsharkLines } from "../fixtures/wire/tshark.ts";

/** Why there can be no such link here; `false` if there can. */
function noLink(): string | false {
  const missing = ["go", "ip", "unshare", "tcpdump", "nginx", "curl"].find((command) => !has(command));
  if (missing !== undefined) return `there is no ${missing} here`;
  if (!existsSync("/dev/net/tun")) return "this machine has no TUN devices";
  const { status } = spawnSync("unshare", ["--net", "true"]);
  return status === 0 ? false : "a network namespace may not be made here";
}

/** What runs beside the link: nginx on the near end, a server of plain bytes, and who calls them over the link. */
const script = `
set -eu
cd "$1"
tcpdump --immediate-mode -i lossy0 -w lossy.pcap 2>tcpdump.log & sniffer=$!
until grep -q listening tcpdump.log; do sleep 0.05; done
nginx -p "$1" -c "$1/nginx.conf" & server=$!
until curl --silent --output /dev/null --max-time 1 http://10.9.0.1:8800/; do sleep 0.05; done
for i in 1 2 3; do curl --silent --max-time 20 --output /dev/null http://10.9.0.2:8800/large http://10.9.0.2:8800/small; done
node -e '
  const net = require("node:net");
  const server = net.createServer((socket) => socket.on("error", () => {}).pipe(socket));
  server.listen(8900, "10.9.0.1", () => {
    const client = net.connect(8900, "10.9.0.2");
    client.end(Buffer.alloc(300_000, "no HTTP"));
    client.resume().on("close", () => server.close());
  });'
kill $server
wait $server || true
sleep 0.3
kill $sniffer
wait $sniffer
`;

/** What can be seen of loss. */
const words = ["Dup ACK", "Previous segment not captured", "Out-Of-Order", "Retransmission"];

test("nginx, curl and an echo of bytes over a lossy link: tshark's words are ours", {
  skip: noLink() || noTshark,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-lossy-"));
  try {
    const link = join(folder, "link");
    const source = fileURLToPath(new URL("../fixtures/lossy_go/main.go", import.meta.url));
    const built = spawnSync("go", ["build", "-o", link, source], { encoding: "utf8" });
    assert.equal(built.status, 0, built.stderr);
    writeFileSync(join(folder, "small"), "<p>hello</p>\n");
    writeFileSync(join(folder, "large"), `${"x".repeat(79)}\n`.repeat(4_000));
    writeFileSync(
      join(folder, "nginx.conf"),
      `daemon off; master_process off; error_log stderr; pid nginx.pid; events {}
http { access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;
scgi_temp_path t5; server { listen 10.9.0.1:8800; root ${folder}; } }\n`,
    );
    const env = { ...process.env, NODE_OPTIONS: "" };
    const args = ["--net", link, "7", "3", "sh", "-c", script, "sh", folder];
    const ran = spawnSync("unshare", args, { encoding: "utf8", timeout: 60_000, env });
    assert.equal(ran.status, 0, ran.stderr);
    const capture = join(folder, "lossy.pcap");
    const [said, ours] = [tsharkLines(capture), await ourLines(capture)];
    assert.deepEqual(ours, said);
    for (const word of words)
      assert.ok(
        ours.some((line) => line.includes(`[TCP ${word}`)),
        word,
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
