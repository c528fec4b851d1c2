/** curl. @module */

import { EoflabError } from "../../errors.ts";
import { sha256Hex } from "../../lab/sha256.ts";
import { presenceOf } from "../presence.ts";
import { runProcess, whyEnded } from "../run_process.ts";
import type { ClientTarget, Said } from "./client_target.ts";

const program = "curl";

/** How long it may take beyond the limits of its requests, in ms. */
const startTime = 10_000;

export const curl: ClientTarget = {
  id: "curl",
  title: "curl",
  presence: () => presenceOf({ program, args: ["--version"], install: "apt install curl" }),
  async ask({ urls, limit, signal }) {
    const args = ["-q", "--silent", "--show-error", "--max-time", String(limit / 1000), "--noproxy", "*"];
    const told = ["--write-out", "%{stderr}\n%{json}\n"];
    const all = [...args, ...told, ...urls];
    const whole = startTime + urls.length * limit;
    const ended = await runProcess(program, all, { limit: whole, signal });
    const { stdout, stderr } = ended;
    const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
    // Its exit code is that of a transfer.
    if (lines.length !== urls.length) {
      throw new EoflabError("SYSTEM", whyEnded(ended, whole) ?? `it says: ${stderr.trim()}`);
    }
    return saidOf(lines.map(toldIn), new TextEncoder().encode(stdout));
  },
};

/** What curl tells of a transfer. */
interface Told {
  readonly http_code: number;
  readonly size_download: number;
  readonly exitcode: number;
  readonly errormsg: string | null;
}

/** @throws SYSTEM for a line that is none of curl's */
function toldIn(line: string): Told {
  try {
    return JSON.parse(line) as Told;
  } catch (cause) {
    throw new EoflabError("SYSTEM", "it printed what tells of no transfer", { cause });
  }
}

/** The bodies come one behind the other. Where they are no text, their bytes are not known. */
function saidOf(told: readonly Told[], bodies: Uint8Array<ArrayBuffer>): Said[] {
  const isWhole = bodies.length === told.reduce((sum, { size_download }) => sum + size_download, 0);
  let at = 0;
  return told.map(({ http_code, size_download: bytes, exitcode, errormsg }) => {
    const body = bodies.slice(at, at + bytes);
    at += bytes;
    return {
      status: http_code === 0 ? null : http_code,
      bytes,
      sha256: http_code === 0 || !isWhole ? null : sha256Hex(body),
      error: exitcode === 0 ? null : `curl: (${exitcode}) ${errormsg}`,
    };
  });
}
