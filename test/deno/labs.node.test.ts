import { test } from "tap";
import { denoTest } from "../fixtures/deno_test.ts";

test("test/labs on Deno", (t) => denoTest(t, ["test/labs/"]));
