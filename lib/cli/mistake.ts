/**
 * What is wrong with the options of a command line, and what may have been meant: yargs knows the first alone.
 *
 * @module
 */

import { nearest } from "./nearest.ts";

/** What a command takes. */
export interface Taken {
  /** Its options, without dashes. */
  readonly options: readonly string[];
  /** Of those that take one of a few words, the words. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

const unknown = /^Unknown arguments?: (.+)$/;
const invalid = /^ {2}Argument: (.+), Given: (.+), Choices: /gm;

/**
 * Says it.
 *
 * @param said what yargs says of it
 * @param args the command line
 */
export function sayMistake(said: string, args: readonly string[], { options, choices }: Taken): string {
  const names = unknown.exec(said)?.[1]?.split(", ");
  if (names !== undefined) {
    // yargs names an option twice if it has a dash: once more as a variable of JavaScript would be called.
    const written = names.filter((name) => !names.some((one) => one !== name && camelCase(one) === name));
    return written.map((name) => sayUnknown(name, args, options)).join("\n");
  }
  const wrong = [...said.matchAll(invalid)].map(([, name = "", given = ""]) =>
    sayChoices(name, given.replace(/^"(.*)"$/, "$1"), choices[name] ?? []),
  );
  return wrong.length > 0 ? wrong.join("\n") : said;
}

function sayUnknown(name: string, args: readonly string[], options: readonly string[]): string {
  const forms = [`--${name}`, `--no-${name}`, `-${name}`];
  const word = args.map((arg) => arg.replace(/=.*$/s, "")).find((arg) => forms.includes(arg));
  if (word === undefined) return `unknown argument ${name}`;
  const meant = name.length < 2 ? undefined : nearest(name, options);
  const no = word.startsWith("--no-") ? "no-" : "";
  return `unknown option ${word}${meant === undefined ? "" : `: did you mean --${no}${meant}?`}`;
}

function sayChoices(name: string, given: string, choices: readonly string[]): string {
  const meant = nearest(given, choices);
  const want = `want ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
  const written = given === "" ? '""' : given;
  if (meant === undefined) return `--${name} ${written}: ${want}`;
  return `--${name} ${written}: did you mean ${meant}? W${want.slice(1)}`;
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
