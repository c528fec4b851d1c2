/**
 * The words of a symptom, as they are compared: the same for what somebody pastes and for what a lab says.
 *
 * @module
 */

/** What differs from run to run, and so says nothing: each is taken out before a text is cut into words. */
const passing: readonly RegExp[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour of a terminal begins with ESC
  /\u001b\[[0-9;]*[A-Za-z]/g,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'`<>\\]*/gi, // a URL
  /\b\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?)?/g, // 2026-11-23T10:00:00Z
  /\b\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?/g, // 23/Nov/2026:10:00:00 +0000
  /\b(?:[A-Z][a-z]{2} +\d{1,2} )?\d\d:\d\d:\d\d[\d.,]*/g, // Nov 23 10:00:00
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?/g, // 127.0.0.1:8800
  /\[[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?\](?::\d+)?/gi, // [::1]:8800
  /(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi, // fe80::1
  /\b(?:localhost|[\w-]+(?:\.[\w-]+)+):\d+/gi, // db.example.com:5432, server.go:3212
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, // a UUID
  /\b(?=[a-f]*\d)(?:0x)?[0-9a-f]{8,}\b/gi, // a number in hex
  /(?<=^|[\s"'(=])\/[^\s"'`\\]*/g, // a path
  /\b\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|[kmgt]?i?b)\b/gi, // 5.0012s
  /\b\d+(?:[.,]\d+)*(?=\s*(?:%|(?:milli)?seconds?\b|minutes?\b|hours?\b|(?:kilo|mega)?bytes?\b|[kmgt]i?b\b))/gi,
];

/** Words for what the labs, which say "answer" where others say "response", call otherwise. */
export const asLabsSay: ReadonlyMap<string, readonly string[]> = new Map([
  ["response", ["answer"]],
  ["responses", ["answer"]],
  ["reply", ["answer"]],
  ["replies", ["answer"]],
  ["econnreset", ["econnreset", "connection", "reset"]],
  ["epipe", ["epipe", "broken", "pipe"]],
  ["etimedout", ["etimedout", "timeout"]],
  ["lb", ["load", "balancer"]],
  ["golang", ["go"]],
  ["nodejs", ["node"]],
]);

/** Words that stand in every sentence. "No" and "not" are none of them: what is missing is half a symptom. */
const common = new Set(
  "a an and are as at be been but by can do does for from get gets got has have how i if in into is it its me my of on or our so than that the their them then there they this to was we were what when where which while who why will with you your".split(
    " ",
  ),
);

/** A word of a text. */
export interface Word {
  /** As it stands there, in lower case. */
  readonly written: string;
  /** Without its ending: by this it is compared. */
  readonly root: string;
}

/** The words of a text, in their order. */
export function wordsOf(text: string): Word[] {
  let rest = text;
  for (const pattern of passing) rest = rest.replace(pattern, " ");
  const plain = rest
    .normalize("NFKC")
    .replace(/([a-z])([A-Z])/g, "$1 $2") // WriteTimeout
    .toLowerCase()
    .replace(/\bi\/o\b/g, "io")
    .replace(/\btimed?[ -]out\b/g, "timeout")
    .replace(/(\p{L})['’]s\b/gu, "$1")
    .replace(/(\p{L})['’](?=\p{L})/gu, "$1");
  return [...plain.matchAll(/\p{L}[\p{L}\p{N}]*|\d+(?:\.\d+)*/gu)]
    .map(([word]) => word)
    .filter((word) => word.length > 1 && !common.has(word))
    .flatMap((written) =>
      (asLabsSay.get(written) ?? [written]).map((word) => ({ written, root: rootOf(word) })),
    );
}

/** Whether a word is a number: it counts only where a lab names it (502, 431). */
export function isNumber({ root }: Word): boolean {
  return /^\d/.test(root);
}

/** A word without its ending, roughly: "closed", "closes" and "closing" are one word. */
export function rootOf(word: string): string {
  let root = word;
  if (/^[a-z]{7,}$/.test(root) && root.endsWith("ing")) root = root.slice(0, -3);
  else if (/^[a-z]{6,}$/.test(root) && root.endsWith("ed")) root = root.slice(0, -2);
  else if (/^[a-z]{5,}$/.test(root) && root.endsWith("ies")) root = `${root.slice(0, -3)}y`;
  else if (/^[a-z]{4,}$/.test(root) && /[^siu]s$/.test(root)) root = root.slice(0, -1);
  if (/^[a-z]{5,}$/.test(root) && root.endsWith("e")) root = root.slice(0, -1);
  return root.length < 5 ? root : root.replace(/([b-df-hj-np-tv-z])\1$/, "$1"); // dropp(ed)
}
