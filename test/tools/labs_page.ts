/**
 * Makes the tables of labs/README.md anew, of what the labs say: `npm run labs:page`.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { labs } from "../../labs/mod.ts";
import { withTables } from "../fixtures/labs_page.ts";

// From the folder of the project, where npm runs it.
const file = "labs/README.md";
writeFileSync(file, withTables(readFileSync(file, "utf8"), labs));
