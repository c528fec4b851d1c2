/**
 * The program that captures: tcpdump, or dumpcap where that is the one that is there and allowed.
 *
 * It writes to a pipe, not to a file: so nobody's rights to a folder matter (tcpdump gives up root before it opens its
 * file), every packet is seen when it comes, and what is kept is written by whoever asked for it.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { platform } from "node:os";
import process from "node:process";
import { type Clock, systemClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import { hasDeno, queryPermission } from "../net/deno.ts";

/** A program that captures, and how it is asked to. */
export interface Program {
  readonly name: "tcpdump" | "dumpcap";
  /** Where to look for it, one after the other: Debian's PATH for users is without /usr/sbin. */
  readonly commands: readonly string[];
  readonly args: (filter: string) => string[];
}

/** The loopback interface. */
const loopback = platform() === "linux" ? "lo" : "lo0";

/** In the order in which they are tried. */
export const programs: readonly Program[] = [
  {
    name: "tcpdump",
    commands: ["tcpdump", "/usr/sbin/tcpdump"],
    // 64 MB for what comes in a burst: without waiting, each packet takes as much room as the largest one.
    args: (filter) => ["-i", loopback, "--immediate-mode", "-U", "-n", "-B", "65536", "-w", "-", filter],
  },
  {
    name: "dumpcap",
    commands: ["dumpcap"],
    args: (filter) => ["-i", loopback, "-f", filter, "-B", "64", "-P", "-q", "-w", "-"],
  },
];

/** How long a program may take to end when it is asked to, in ms. */
const patience = 5000;

/** What a sniffer tells. */
export interface SnifferEvents {
  /** Bytes of the capture. */
  readonly data: (chunk: Uint8Array) => void;
  /** It ended though nobody asked it to. */
  readonly failed: (err: EoflabError) => void;
}

/** A program that captures. */
export class Sniffer {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #clock: Clock = systemClock;
  /** Resolves when the program is gone and its pipes are empty. */
  readonly #gone: Promise<void>;
  readonly #kill: () => void;
  /** What it said on stderr. */
  #said = "";
  /** Set by stop and kill: from then on its end is no failure. */
  #stopping = false;

  private constructor(name: string, child: ChildProcess, events: SnifferEvents) {
    this.name = name;
    this.#child = child;
    this.#kill = () => this.kill();
    process.once("exit", this.#kill);
    child.stdout?.on("data", events.data);
    child.stderr?.on("data", (chunk: Uint8Array) => {
      this.#said = (this.#said + new TextDecoder().decode(chunk)).slice(-4096);
    });
    // Ctrl-C in a terminal goes to it, too: then this ends as well, and kills it.
    child.on("error", () => {});
    this.#gone = new Promise((resolve) => {
      child.once("close", () => {
        process.off("exit", this.#kill);
        if (!this.#stopping) events.failed(refused(name, this.#said));
        resolve();
      });
    });
  }

  /**
   * Starts a program.
   *
   * @param filter what to capture, in the words of pcap-filter(7)
   * @returns `null` if it is not here
   * @throws EoflabError CANNOT_CAPTURE: it may not be started
   */
  static async start(program: Program, filter: string, events: SnifferEvents): Promise<Sniffer | null> {
    if (!mayRun(program.name)) return null;
    for (const command of program.commands) {
      const child = await started(command, program.args(filter));
      if (child !== null) return new Sniffer(program.name, child, events);
    }
    return null;
  }

  /**
   * Lets it end and waits for that.
   *
   * @returns how many packets it could not take in time; `null` if it does not say
   */
  async stop(): Promise<number | null> {
    this.#stopping = true;
    this.#child.kill("SIGINT");
    const timer = this.#clock.after(patience, this.#kill);
    await this.#gone;
    timer.cancel();
    return droppedIn(this.#said);
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping = true;
    this.#child.kill("SIGKILL");
  }
}

/** Starts a program; `null` if there is none of that name. */
function started(command: string, args: string[]): Promise<ChildProcess | null> {
  // Deno would want to read all of the environment, to hand it on.
  const options = hasDeno() ? { env: {} } : {};
  return new Promise((resolve, reject) => {
    const fail = (err: Error & { code?: string }): void => {
      if (err.code === "ENOENT" || err.code === "ENOTDIR") resolve(null);
      else reject(refused(command, err.message));
    };
    try {
      const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
      child.once("error", fail);
      child.once("spawn", () => {
        child.off("error", fail);
        resolve(child);
      });
    } catch (err) {
      // Bun throws what Node emits.
      fail(err as Error);
    }
  });
}

/** Whether Deno lets a program be started. Its node:child_process wants to see one variable. */
function mayRun(command: string): boolean {
  return (
    queryPermission({ name: "run", command }) === "granted" &&
    queryPermission({ name: "env", variable: "NODE_V8_COVERAGE" }) === "granted"
  );
}

/** tcpdump: `0 packets dropped by kernel`; dumpcap: `Packets received/dropped on interface 'lo': 2/0 (…)`. */
function droppedIn(said: string): number | null {
  const match =
    /(\d+) packets? dropped by kernel/.exec(said) ?? /received\/dropped[^:]*: \d+\/(\d+)/.exec(said);
  return match === null ? null : Number(match[1]);
}

/** None of the programs could be started. */
export function notHere(): EoflabError {
  if (programs.some(({ name }) => mayRun(name))) return cannot("neither tcpdump nor dumpcap is here");
  return new EoflabError(
    "CANNOT_CAPTURE",
    "Deno was started without the permission to run tcpdump. Start it with:\n  npx deno task capture LAB\nor add: --allow-run=tcpdump --allow-env=NODE_V8_COVERAGE",
  );
}

/** The program is there and could not. */
function refused(name: string, said: string): EoflabError {
  const reason = said
    .trim()
    .split("\n")
    .filter((line) => !/listening on|^Capturing on|^File:/.test(line));
  return cannot(`${name} could not capture: ${reason.join("; ") || "it ended, and did not say why"}`);
}

/** What to do about it: each way, with the words to type. */
function cannot(why: string): EoflabError {
  const ways = platform() === "darwin" ? onMacOs : onLinux;
  const lines = [
    why,
    ...ways.map((way) => way.replace("SUDO", asRoot())),
    "eoflab run LAB needs none of it.",
  ];
  return new EoflabError("CANNOT_CAPTURE", lines.join("\n"));
}

/** The command that captures as root: sudo has another PATH, in which eoflab, and Node itself, may not be. */
function asRoot(): string {
  if (hasDeno()) return 'sudo "$(command -v npx)" deno task capture LAB';
  return `sudo ${[process.execPath, process.argv[1] ?? ""].map(quoted).join(" ")} capture LAB`;
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const onMacOs = [
  "macOS has tcpdump, which needs the right to open /dev/bpf*. One of these:",
  "  SUDO",
  "  without root: install ChmodBPF, which comes with Wireshark, and log in again (group access_bpf)",
];

const onLinux = [
  "To install it (Debian, Ubuntu): sudo apt-get install tcpdump",
  "To be allowed to capture, one of these:",
  "  SUDO",
  '  without root: sudo setcap cap_net_raw,cap_net_admin=eip "$(command -v tcpdump)"',
  "  with dumpcap: sudo apt-get install wireshark-common; sudo dpkg-reconfigure wireshark-common (answer yes);",
  '    sudo usermod -aG wireshark "$USER"; then log in again',
  "  in a container: docker run --cap-add=NET_RAW",
];
