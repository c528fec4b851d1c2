/**
 * What the command line needs of Deno before it can start: yargs and chalk look at some variables of the
 * environment when they are loaded, and yargs reads a file with its words.
 *
 * @module
 */

import { hasDeno, queryPermission } from "../net/deno.ts";

/** The variables that yargs, chalk and eoflab look at. deno.json grants the same ones. */
export const variables: readonly string[] = [
  "AGENT_NAME",
  "APPVEYOR",
  "BUILDKITE",
  "CI",
  "CIRCLECI",
  "CI_NAME",
  "COLORTERM",
  "DRONE",
  "FORCE_COLOR",
  "GITEA_ACTIONS",
  "GITHUB_ACTIONS",
  "GITLAB_CI",
  "HOME",
  "LOCALAPPDATA",
  "NO_COLOR",
  "NODE_ENV",
  "SHELL",
  "TEAMCITY_VERSION",
  "TERM",
  "TERM_PROGRAM",
  "TERM_PROGRAM_VERSION",
  "TF_BUILD",
  "TRAVIS",
  "XDG_STATE_HOME",
  "YARGS_DISABLE_WRAP",
  "YARGS_MIN_NODE_VERSION",
  "ZSH_NAME",
  "_",
  "npm_lifecycle_event",
];

/** Which flag Deno must be given so that the command line can start; `null` if nothing is missing. */
export function missingPermission(): string | null {
  if (!hasDeno()) return null;
  const denied = variables.some((variable) => queryPermission({ name: "env", variable }) !== "granted");
  return denied ? `--allow-env=${variables.join(",")}` : null;
}
