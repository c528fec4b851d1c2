/**
 * Makes labs/COMPARISON.md anew, of what was recorded: `npm run compare:page`.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { comparisonPage } from "../fixtures/comparison_page.ts";

// From the folder of the project, where npm runs it.
writeFileSync("labs/COMPARISON.md", comparisonPage(JSON.parse(readFileSync("labs/comparison.json", "utf8"))));
