/**
 * `eoflab list`: the labs.
 *
 * @module
 */

import type { CommandModule } from "yargs";
import { exercises } from "../../labs/exercises.ts";
import { labs } from "../../labs/mod.ts";
import { describeAllowed, formatKnob } from "../lab/knob.ts";
import type { Lab } from "../lab/lab.ts";
import { parts } from "../lab/parts.ts";
import { invocation } from "./invocation.ts";
import { palette, print, wantsColor } from "./terminal.ts";
import { offer } from "./workshop/offer.ts";

interface ListArgs {
  json: boolean;
  color: boolean | undefined;
}

export const list: CommandModule<object, ListArgs> = {
  builder: (y) =>
    y
      .option("json", { type: "boolean", default: false, describe: "Print them as JSON" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .example("$0 list", "All labs")
      .example("$0 list --json", "The same for a program"),
  handler: ({ json, color }) => {
    if (json) print(JSON.stringify(labs.map(asData), null, 2));
    else for (const line of lines(wantsColor(color))) print(line);
  },
};

function asData(lab: Lab): object {
  const { id, number, part, title, symptom, searchedAs, incident, prevent, knobs, presets } = lab;
  const exercise = exercises.find((one) => one.lab === id)?.task ?? null;
  return { id, number, part, title, symptom, searchedAs, incident, prevent, knobs, presets, exercise };
}

function* lines(color: boolean): Generator<string> {
  const { bold, dim } = palette(color);
  for (const lab of labs) {
    yield `${bold(`${String(lab.number).padStart(2, "0")} ${lab.id}`)}  ${dim(`part ${lab.part}, ${parts[lab.part]}`)}`;
    yield `   ${lab.title}`;
    yield `   ${dim(lab.symptom)}`;
    yield "";
    const width = Math.max(...Object.keys(lab.knobs).map((name) => name.length));
    for (const [name, spec] of Object.entries(lab.knobs)) {
      yield `   ${name.padEnd(width)}  ${formatKnob(spec, spec.default).padEnd(6)} ${spec.help}`;
      yield `   ${" ".repeat(width)}         ${dim(describeAllowed(spec))}`;
    }
    yield "";
    for (const [name, values] of Object.entries(lab.presets)) {
      const settings = Object.entries(values).map(([knob, value]) => {
        const spec = lab.knobs[knob];
        return spec === undefined || value === undefined ? knob : `${knob}=${formatKnob(spec, value)}`;
      });
      yield `   preset ${bold(name)}: ${settings.join(" ")}`;
    }
    const exercise = offer(lab);
    if (exercise !== null) yield `   ${exercise.command}: ${exercise.shows}`;
    yield "";
  }
  yield `Run one with: ${invocation()} run ${labs[0].id}`;
}
