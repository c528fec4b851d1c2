/** What lab 17 says of a request that has no answer agrees with what was said on the wire, whatever the trouble and its place. */

import assert from "node:assert/strict";
import { pipelining } from "../../labs/17_pipelining/lab.ts";
import { count, troubles } from "../../labs/17_pipelining/requests.ts";
import { fates } from "../../labs/17_pipelining/seen.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt } from "../fixtures/labs.ts";

/** What the question about the last request is answered with. */
function lastOne(rec: Recording): string | number {
  const question = pipelining.questions.find(({ id }) => id === "last-one");
  assert.ok(question !== undefined);
  return question.answer(rec);
}

/** How the answer begins that says that the client cannot know. */
const unknown = /^nothing: /;

for (const trouble of troubles) {
  test(`what the client knows of requests without an answer, with trouble=${trouble}`, async () => {
    for (const at of [1, 2, 3]) {
      for (const slow of [0, 1, 2, 3]) {
        const name = `at=${at} slow=${slow}`;
        const rec = await runAt(pipelining, { name, knobs: { slow, work: 20, trouble, at } });
        const wire = rec.all("client.read").map(({ data }) => atob(data));
        const isClose = wire.join("").includes("\r\nConnection: close\r\n");
        const last = fates(rec)[count - 1];
        const why = pipelining.why(rec).join(" ");

        // What has no answer may have been carried out, unless the server has said that it would look at no more.
        const isUnknown = last?.status === null && !isClose;
        assert.equal(unknown.test(String(lastOne(rec))), isUnknown, `${name}: ${lastOne(rec)}`);
        assert.equal(why.includes("cannot tell"), isUnknown, `${name}: ${why}`);
        assert.equal(why.includes("may be sent again"), last?.status === null && isClose, `${name}: ${why}`);
        if (lastOne(rec) === "it was not carried out") assert.equal(last?.ran, false, name);
      }
    }
  });
}
