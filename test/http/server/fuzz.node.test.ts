import { test } from "tap";
import { type EoflabError, is } from "../../../lib/errors.ts";
import { Generator, Random } from "../../fixtures/fuzz/generate.ts";
import { differences } from "../../fixtures/fuzz/go.ts";
import { withGoServer } from "../../tools/record_server_go.ts";

const seed = 20261123;

test(`random and mutated requests get the answers of real Go (seed ${seed})`, async (t) => {
  const random = new Random(seed);
  const generator = new Generator(random);
  const inputs = Array.from({ length: 2000 }, () => generator.next());
  try {
    t.same(await withGoServer((go) => differences(go, inputs, random, "node")), []);
  } catch (err) {
    if (!is(err, "NOT_INSTALLED")) throw err;
    t.pass(`skipped: ${(err as EoflabError).message}`, { skip: (err as EoflabError).message });
  }
});
