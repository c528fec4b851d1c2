import { test } from "tap";
import { denoTest } from "../fixtures/deno_test.ts";

test("test/http on Deno", (t) => denoTest(t, ["test/http/"]));
