/**
 * Chromium: started without a window, led to each URL, and asked through its debugging pipe what came of it. It has no
 * limit of its own: at the limit, loading is stopped, as somebody does who presses Esc.
 *
 * Arguments: the program, an empty folder for its profile, the limit in ms, and URLs.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
import type { Readable, Writable } from "node:stream";
import { systemClock } from "../../../clock.ts";
import type { Said } from "../client_target.ts";

/** How long it waits before it asks again, in ms: until then it has its connection back. */
const pause = 50;

const [program = "chromium", profile = "", limit = "1000", ...urls] = process.argv.slice(2);

const browser = spawn(
  program,
  [
    "--headless=new",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    "--no-sandbox", // it cannot be root with one; it sees nothing but this machine
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--no-proxy-server",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
  ],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);
process.once("exit", () => browser.kill("SIGKILL"));
browser.once("error", (err) => {
  process.stderr.write(`${err.message}\n`);
  process.exit(1);
});
browser.once("exit", (code) => {
  process.stderr.write(`${program} has ended, with code ${code}\n`);
  process.exit(1);
});

/** A message of the debugging protocol: an answer, or an event. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
}

const [, , , toBrowser, fromBrowser] = browser.stdio as unknown as [0, 0, 0, Writable, Readable];
let nextId = 0;
/** Those who wait for an answer; each leaves with it. */
const waiting = new Map<number, (result: Readonly<Record<string, unknown>>) => void>();
/** Told of each event. */
let heard: (message: Message) => void = () => {};

let text = "";
fromBrowser.setEncoding("utf8").on("data", (piece: string) => {
  const parts = (text + piece).split("\0");
  text = parts.pop() ?? "";
  for (const part of parts) {
    const message = JSON.parse(part) as Message;
    if (message.id === undefined) heard(message);
    else waiting.get(message.id)?.(message.result ?? {});
  }
});

function call(
  method: string,
  params: object = {},
  sessionId?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const id = ++nextId;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  });
}

const { targetId } = await call("Target.createTarget", { url: "about:blank" });
const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
await call("Network.enable", {}, sessionId);
for (const [i, url] of urls.entries()) {
  if (urls[i - 1] === url) await systemClock.sleep(pause);
  process.stdout.write(`${JSON.stringify(await load(url))}\n`);
}
process.stdout.write("", () => process.exit(0));

/** Leads it to a URL, and listens until the answer has ended. */
async function load(url: string): Promise<Said> {
  let request: unknown = null;
  let [status, bytes]: [number | null, number] = [null, 0];
  const ended = new Promise<string | null>((resolve) => {
    heard = ({ method, params = {} }) => {
      if (method === "Network.requestWillBeSent") {
        const { url: asked } = params.request as { url: string };
        if (request === null && asked.startsWith(url)) request = params.requestId;
      }
      if (request === null || params.requestId !== request) return;
      if (method === "Network.responseReceived") status = (params.response as { status: number }).status;
      if (method === "Network.dataReceived") bytes += Number(params.dataLength);
      if (method === "Network.loadingFinished") resolve(null);
      if (method === "Network.loadingFailed") resolve(String(params.errorText));
    };
  });
  const timer = systemClock.after(Number(limit), () => void call("Page.stopLoading", {}, sessionId));
  void call("Page.navigate", { url }, sessionId);
  const error = await ended;
  timer.cancel();
  heard = () => {};
  await call("Page.navigate", { url: "about:blank" }, sessionId);
  return { status, bytes, sha256: null, error };
}
