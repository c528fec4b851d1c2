import { Generator, Random } from "../../fixtures/fuzz/generate.ts";
import { MemoryServers } from "../../fixtures/fuzz/memory.ts";
import { test } from "../../fixtures/harness.ts";
import { allHeard } from "../../fixtures/unheard.ts";

const seed = 20261123;

test(`random and mutated requests harm no server: every connection ends, nothing is left (seed ${seed})`, async () => {
  await allHeard(async () => {
    const random = new Random(seed);
    const generator = new Generator(random);
    const servers = new MemoryServers();
    await servers.start();
    for (let n = 0; n < 6; n++) {
      await servers.feed(
        Array.from({ length: 500 }, () => generator.next()),
        random,
      );
    }
    await servers.stop();
  });
});
