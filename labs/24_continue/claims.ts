/**
 * What must be true of lab 24's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { bodyBegan, bodyWent, kept, sent, serverRead, told } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the server never said 100 Continue, though the client had asked",
    check: (rec) => {
      const [request] = rec.all("client.write");
      const asked = request !== undefined && /^Expect: 100-continue\r$/m.test(atob(request.data));
      if (!asked) return "the client did not ask";
      return told(rec) === undefined ? null : "it said so";
    },
  },
  {
    text: "the client sent all of the body untold, while the handler was still at work",
    check: (rec) => {
      const [began, woke] = [bodyBegan(rec), rec.first("handler.wake")];
      return bodyWent(rec) === "unasked" &&
        began !== undefined &&
        woke !== undefined &&
        began.seq < woke.seq &&
        sent(rec) === Number(rec.header.knobs.size)
        ? null
        : `it went ${bodyWent(rec)}, ${sent(rec)} bytes`;
    },
  },
  {
    text: "the handler answered 413 without reading, and the server read the whole body all the same",
    check: (rec) => {
      const status = rec.last("client.result")?.status;
      return status === 413 && serverRead(rec) === Number(rec.header.knobs.size)
        ? null
        : `${status}, ${serverRead(rec)} bytes read`;
    },
  },
  {
    text: "the connection was closed",
    check: (rec) => (kept(rec) ? "it was kept" : null),
  },
];
