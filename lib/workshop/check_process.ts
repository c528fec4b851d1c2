/**
 * The process of a check: loads the user's file, and looks at how its server behaves. Whatever that code does, it does
 * it here, and the process that started this one goes on.
 *
 * Arguments: the lab's id, the URL of the file, and the token that begins the lines of messages.
 *
 * @module
 */

import { writeSync } from "node:fs";
import process from "node:process";
import { exercises } from "../../labs/exercises.ts";
import { labs } from "../../labs/mod.ts";
import type { ExerciseFile, Service } from "../lab/exercise.ts";
import { loadFile } from "./load.ts";
import { look } from "./look.ts";
import { placeInStack } from "./place.ts";
import { formatMessage, type Message } from "./protocol.ts";

const [id, url = "", token = ""] = process.argv.slice(2);

function tell(message: Message): void {
  process.stdout.write(formatMessage(token, message));
}

/** Tells what went wrong, and ends when that has left. */
function broken(what: string, stack: string): void {
  const message: Message = { kind: "broken", what, where: placeInStack(stack, url) };
  isOver = true;
  process.stdout.write(formatMessage(token, message), () => process.exit(1));
}

function failed(err: unknown): void {
  if (err instanceof Error) broken(`${err.name}: ${err.message}`, err.stack ?? "");
  else broken(`something was thrown that is no Error: ${String(err)}`, "");
}

/** Set when all has been told; whoever ends the process before that is the file. */
let isOver = false;

process.on("exit", (code) => {
  if (isOver) return;
  const message: Message = {
    kind: "broken",
    what: `the file ended the process, with code ${code}: a service does not end what it is a part of`,
    where: placeInStack(new Error().stack ?? "", url),
  };
  writeSync(1, formatMessage(token, message));
});
process.on("uncaughtException", failed);
process.on("unhandledRejection", failed);

const lab = labs.find((one) => one.id === id);
const exercise = exercises.find((one) => one.lab === id);
if (lab === undefined || exercise === undefined) throw new Error(`there is no exercise ${id}`);
try {
  const file = (await loadFile(url)) as Partial<ExerciseFile>;
  const { default: service } = file;
  if (typeof service === "function") {
    await look(lab, exercise, { default: (env) => checked(service(env)) }, tell);
    isOver = true;
    process.stdout.write("", () => process.exit(0));
  } else {
    const is = service === undefined ? "it has none" : `it is ${typeof service}`;
    broken(`the file's default export must be the function that makes the service, and ${is}`, "");
  }
} catch (err) {
  failed(err);
}

/** @throws TypeError when it is not what makes a server */
function checked(service: Partial<Service> | undefined): Service {
  const handler: unknown = service?.handler;
  if (typeof handler === "function") return service as Service;
  throw new TypeError(
    "the default export must return the service, an object with a handler that is a function: " +
      (service === undefined ? "it returns nothing" : `its handler is ${typeof handler}`),
  );
}
