/**
 * Records the phrasebook: `npm run record:phrasebook`. Clients that are not here are left out, and named.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import process from "node:process";
import { clients } from "./clients/mod.ts";
import { modes } from "./modes/mod.ts";
import { meetAll, phrasebookFile, phrasebookOf } from "./phrasebook.ts";

const met = await meetAll(clients, modes, {
  onMet: (one) => console.error(`${one.client.title}: ${"absent" in one ? one.absent : one.client.version}`),
});
await writeFile(phrasebookFile, `${JSON.stringify(phrasebookOf(met, modes), null, 1)}\n`);
process.exit(0);
