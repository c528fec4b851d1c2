/**
 * The words of a client's phrase, as they are compared.
 *
 * @module
 */

import { isNumber, wordsOf } from "../find/words.ts";

/** What stands before any error's text, and tells nothing of which one it is. */
const anyError =
  /\bUncaught(?: \(in promise\))?|\[cause\]:|\b(?:(?:Type|Socket|Fetch|Axios|Abort)?Error|DOMException|socket\.timeout)\b(?=[\s:[])/g;

/** curl's exit code, which tells all: `curl: (7)`, `curl error 28`, `curl exit code 52`. */
const curlCode = /\bcurl:?\s*(?:(?:error|failed|exited|exit|code|with|status)\s+)*\(?(\d{1,2})\)?(?![\d.])/gi;

/** A code, and what its like begins with: of `UND_ERR_SOCKET` the code is `SOCKET`. */
const code = /\b(?:UND_ERR_|ERR_|HPE_)?([A-Z]+(?:_[A-Z]+)*)\b/g;

/** What a code is as a word, so that it is none of those that it is made of. */
const codeMark = "code";

/** Its words; of numbers only those of a protocol's version and curl's codes. */
export function phraseWords(text: string): string[] {
  const plain = text
    .replace(anyError, " ")
    .replace(curlCode, ` curl ${codeMark}$1 `)
    .replace(code, (all, name: string) =>
      all.includes("_") ? ` ${codeMark}${name.replaceAll("_", "")} ` : all,
    );
  return wordsOf(plain)
    .filter((word) => !isNumber(word) || word.root.includes("."))
    .map(({ root }) => root);
}

/** Whether a word is a code: that tells as much as a sentence. */
export function isCode(root: string): boolean {
  return root.startsWith(codeMark) && root.length > codeMark.length;
}

/** The words that stand where an error's text may begin: behind a colon, a quote, an equals sign or a bracket. */
export function beginnings(text: string): Set<string> {
  const plain = text.replace(anyError, " ");
  return new Set(plain.split(/[:="'`(<>[\]]+/).flatMap((part) => phraseWords(part).slice(0, 1)));
}
