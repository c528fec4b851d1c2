/**
 * Records which runtime's sockets send TCP keep-alive probes, and when: `node dist/test/tools/record_probes.js`. It takes
 * a little more than two minutes, and needs tcpdump. What it sees goes into labs/16_two_keepalives/probes.json.
 */

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { network } from "../../lib/net/platform.ts";
import { Capture } from "../../lib/wire/capture.ts";
import { type Packet, packetsIn } from "../../lib/wire/mod.ts";

/** How long nobody says anything, in s. */
const silence = 130;

const program = "test/tools/silent_exchange";
const runtimes = [
  { name: "Node", command: process.execPath, args: [`dist/${program}.js`], version: ["--version"] },
  {
    name: "Deno",
    command: "node_modules/.bin/deno",
    args: ["run", "--no-check", "--no-prompt", "--allow-net=127.0.0.1", `${program}.ts`],
    version: ["--version"],
  },
  { name: "Bun", command: "bun", args: [`${program}.ts`], version: ["--version"] },
];

/** What a program prints first. */
function firstLine(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const line = new Promise<string>((resolve) => {
    child.stdout.once("data", (chunk: Uint8Array) =>
      resolve(new TextDecoder().decode(chunk).split("\n")[0] ?? ""),
    );
  });
  return { child, line };
}

const net = await network();
const recorded = await Promise.all(
  runtimes.map(async ({ name, command, args, version }) => {
    const said = await firstLine(command, version).line;
    const { child, line } = firstLine(command, args);
    const [mute = 0, own = 0] = (await line).split(" ").map(Number);
    const capture = await Capture.start([mute, own], net);
    child.stdin.write("go\n");
    await sleep(silence * 1000);
    child.kill("SIGKILL");
    const packets = await packetsIn((await capture.stop([mute, own])).file);
    const asked = packets.find(({ protocol }) => protocol === "HTTP")?.since ?? 0n;
    const since = (packet: Packet): number => Math.round(Number((packet.since ?? 0n) - asked) / 1e9);
    const probes = (is: (p: Packet) => boolean): number[] =>
      packets.filter((p) => p.info.startsWith("[TCP Keep-Alive]") && is(p)).map(since);
    const ended = packets.find((p) => p.tcp?.sourcePort === own && /\[(FIN|RST)/.test(p.info));
    return {
      runtime: `${name} ${/\d+\.\d+\.\d+/.exec(said)?.[0]}`,
      // In s after the request.
      client: probes((p) => p.tcp?.destinationPort === mute),
      server: probes((p) => p.tcp?.sourcePort === own),
      // When its server gave up, if it did.
      ended: ended === undefined || since(ended) >= silence - 1 ? null : since(ended),
    };
  }),
);
const lines = recorded.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
// From the folder of the project, as everything here.
writeFileSync(
  "labs/16_two_keepalives/probes.json",
  `{\n  "silence": ${silence},\n  "recorded": [\n${lines}\n  ]\n}\n`,
);
