/** Traffic between programs that are not ours: what is said of its packets, beside what tshark says of the same file. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { network } from "../../lib/net/platform.ts";
import { Capture } from "../../lib/wire/capture.ts";
import { type Packet, packetsIn } from "../../lib/wire/mod.ts";
import { freePorts } from "../../lib/wire/ports.ts";
import { cannotCapture } from "../fixtures/capturing.ts";
import { has } from "../fixtures/cli.ts";
import { noTshark, ourLines, tsharkLines } from "../fixtures/wire/tshark.ts";

const skip = cannotCapture() || noTshark;

/** Captures what goes over a port while something uses it, and compares; gives the packets. */
async function compared(use: (port: number, folder: string) => Promise<void>): Promise<readonly Packet[]> {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-others-"));
  try {
    const net = await network();
    const [port = 0] = await freePorts(net, 1);
    const capture = await Capture.start([port], net);
    try {
      await use(port, folder);
      const { file, dropped } = await capture.stop([port]);
      assert.equal(dropped, 0);
      const written = join(folder, "others.pcap");
      writeFileSync(written, file);
      assert.deepEqual(await ourLines(written), tsharkLines(written));
      return await packetsIn(file);
    } finally {
      capture.kill();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const noNginx =
  has("nginx") || spawnSync("nginx", ["-v"]).status === 0
    ? false
    : "there is no nginx here (apt-get install nginx-light)";

test("curl and nginx: a page, one that is large, a missing one, a connection that is used again", {
  skip: skip || noNginx,
}, async () => {
  const packets = await compared(async (port, folder) => {
    mkdirSync(join(folder, "site"));
    writeFileSync(join(folder, "site/index.html"), "<p>hello</p>\n");
    writeFileSync(join(folder, "site/large.txt"), "x".repeat(300_000));
    writeFileSync(
      join(folder, "nginx.conf"),
      `daemon off; master_process off; error_log stderr; pid ${folder}/pid; events {}
http { access_log off; client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5; types { text/html html; text/plain txt; }
server { listen 127.0.0.1:${port}; root ${folder}/site; } }\n`,
    );
    const nginx = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
    try {
      for (let i = 0; i < 100 && !(await answers(port)); i++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      const url = `http://127.0.0.1:${port}`;
      const curl = spawn("curl", [
        "--silent",
        "--output",
        "/dev/null",
        url,
        `${url}/large.txt`,
        `${url}/missing`,
        "--head",
      ]);
      await once(curl, "close");
      const posts = spawn("curl", [
        "--silent",
        "--output",
        "/dev/null",
        "--data",
        "a=b",
        url,
        "--next",
        "--silent",
        `${url}/large.txt`,
      ]);
      posts.stdout.resume();
      await once(posts, "close");
    } finally {
      nginx.kill("SIGKILL");
      await once(nginx, "close");
    }
  });
  assert.ok(packets.some(({ info }) => info.startsWith("HTTP/1.1 404 ")));
  assert.ok(packets.some(({ info }) => info.startsWith("HTTP/1.1 200 OK  (text/plain)")));
});

/** Whether somebody listens on a port. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test("a client that does not read for a while: ZeroWindow, the probes of it, and the window's update", {
  skip,
}, async () => {
  const packets = await compared(async (port) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end(new Uint8Array(8_000_000));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const client = connect(port, "127.0.0.1");
    await once(client, "connect");
    // The kernel probes a closed window after 0.2 s, 0.4 s and 0.8 s: real time has to pass.
    client.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_800));
    client.resume();
    await once(client, "close");
    server.close();
  });
  const said = (words: string): boolean => packets.some(({ tcp }) => tcp?.analysis.includes(words) === true);
  assert.ok(said("TCP ZeroWindow"));
  assert.ok(said("TCP Keep-Alive"), "a probe of Linux has no new byte, and is named so");
  assert.ok(said("TCP Window Update"));
});
