/**
 * The client of bytes: a connection for each request, and what a reader of bytes is told.
 *
 * @module
 */

import { Reader as BufioReader } from "../../../bufio/mod.ts";
import { systemClock } from "../../../clock.ts";
import { EoflabError } from "../../../errors.ts";
import { RawClient } from "../../../http/client/raw_client.ts";
import { readAnswer } from "../../../lab/raw_answer.ts";
import { parseAddr } from "../../../net/conn.ts";
import { network } from "../../../net/platform.ts";
import { each, type Got } from "./each.ts";

const net = await network();

await each(async (url, limit): Promise<Got> => {
  const { host, pathname } = new URL(url);
  try {
    const raw = await RawClient.dial(net, parseAddr(host));
    raw.conn.setDeadline(systemClock.now() + limit);
    await raw.send(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const br = new BufioReader(raw.conn);
    let answer = await readAnswer(br);
    // An informational answer is not the last one.
    while (answer.status !== null && answer.status < 200) answer = await readAnswer(br);
    const { status, body, error } = answer;
    raw.close();
    return { status, body, ...failure(error) };
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return { status: null, body: new Uint8Array(), ...failure(err) };
  }
});

/** Its message has those of its causes in it, as Go's. */
function failure(err: EoflabError | null): { fail?: string } {
  return err === null ? {} : { fail: err.message };
}
