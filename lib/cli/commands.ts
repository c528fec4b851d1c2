/**
 * Which commands there are, in the order of the help. Each is a file of its own, which is loaded when it is asked for: the
 * labs, and what draws them, take longer to load than the help takes to print.
 *
 * @module
 */

import type { CommandModule } from "yargs";

/** A command. */
interface Command {
  /** With its arguments, as yargs writes them. */
  readonly command: string;
  readonly describe: string;
  /** The commands that it consists of, if it does. */
  readonly parts?: readonly string[];
  /** Its options, and what it does. */
  readonly load: () => Promise<CommandModule<object, never>>;
}

/** By their names. */
export const commands: Readonly<Record<string, Command>> = {
  menu: {
    command: "menu",
    describe: "Choose a lab; eoflab alone does this in a terminal",
    load: async () => (await import("./menu.ts")).menu as never,
  },
  list: {
    command: "list",
    describe: "Show the labs, with their knobs and presets",
    load: async () => (await import("./list.ts")).list as never,
  },
  find: {
    command: "find [symptom..]",
    describe: "Find the labs that explain a symptom or an error text",
    load: async () => (await import("./find.ts")).findCommand as never,
  },
  phrasebook: {
    command: "phrasebook [text..]",
    describe: "What each client calls a failure, and which failures an error text is about",
    load: async () => (await import("./phrasebook.ts")).phrasebook as never,
  },
  run: {
    command: "run [lab]",
    describe: "Run a lab on real sockets and show what happened",
    load: async () => (await import("./run.ts")).run as never,
  },
  capture: {
    command: "capture [lab]",
    describe: "Run a lab with tcpdump beside it, and show the packets between the events",
    load: async () => (await import("./capture.ts")).capture as never,
  },
  wire: {
    command: "wire [file]",
    describe: "Show a capture of packets as Wireshark does, and say what they mean; opens no socket",
    load: async () => (await import("./wire.ts")).wire as never,
  },
  step: {
    command: "step [lab]",
    describe: "Walk through a lab: predict, step, and see why",
    load: async () => (await import("./step.ts")).step as never,
  },
  tour: {
    command: "tour",
    describe: "Follow one request through the source, ours and Go's",
    load: async () => (await import("./tour.ts")).tour as never,
  },
  replay: {
    command: "replay [file]",
    describe: "Show a recording that was kept; opens no socket",
    load: async () => (await import("./replay.ts")).replay as never,
  },
  diff: {
    command: "diff [first] [second]",
    describe: "Show what differs between two recordings; opens no socket",
    load: async () => (await import("./diff.ts")).diff as never,
  },
  export: {
    command: "export [file]",
    describe: "Write a recording as JSON, Markdown, SVG or an asciicast; opens no socket",
    load: async () => (await import("./export.ts")).exportCommand as never,
  },
  verify: {
    command: "verify [labs..]",
    describe: "Run labs at their default knobs and check what they claim",
    load: async () => (await import("./verify.ts")).verify as never,
  },
  start: {
    command: "start [lab]",
    describe: "Put an exercise into your folder: a broken server to repair",
    load: async () => (await import("./start.ts")).start as never,
  },
  check: {
    command: "check [lab]",
    describe: "Check your repair on real sockets",
    load: async () => (await import("./check.ts")).check as never,
  },
  watch: {
    command: "watch [lab]",
    describe: "Check your repair whenever you save it",
    load: async () => (await import("./watch.ts")).watch as never,
  },
  hint: {
    command: "hint [lab]",
    describe: "Get a hint; each time one that tells more",
    load: async () => (await import("./hint.ts")).hint as never,
  },
  solution: {
    command: "solution [lab]",
    describe: "Show a solution, after yours has passed",
    load: async () => (await import("./solution.ts")).solution as never,
  },
  reset: {
    command: "reset [lab]",
    describe: "Put an exercise back as it was given; your file is kept beside it",
    load: async () => (await import("./reset.ts")).reset as never,
  },
  next: {
    command: "next",
    describe: "Go on with the next exercise",
    load: async () => (await import("./next.ts")).next as never,
  },
  progress: {
    command: "progress",
    describe: "Show which labs and exercises you have done",
    load: async () => (await import("./progress.ts")).progress as never,
  },
  teach: {
    command: "teach",
    describe: "For teachers: check the exercises, bundle them for a room, grade what is handed in",
    parts: ["check", "bundle", "grade"],
    load: async () => (await import("./teach.ts")).teach as never,
  },
  compare: {
    command: "compare [labs..]",
    describe: "Run labs on other servers and with other clients, side by side",
    load: async () => (await import("./compare.ts")).compare as never,
  },
  doctor: {
    command: "doctor",
    describe: "Show which runtimes, tools and permissions are here",
    load: async () => (await import("./doctor.ts")).doctor as never,
  },
};
