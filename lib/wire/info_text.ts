/**
 * Text of a packet as Wireshark writes it into its list.
 *
 * @module
 */

/** An Info is cut off here, in bytes. */
const longestInfo = 4095;

/** What C writes with a letter. */
const letters = new Map([
  [7, "\\a"],
  [8, "\\b"],
  [9, "\\t"],
  [10, "\\n"],
  [11, "\\v"],
  [12, "\\f"],
  [13, "\\r"],
]);

/** Bytes as text: UTF-8, with escapes for what cannot be seen. */
export function infoText(bytes: Uint8Array): string {
  return utf8(bytes).replace(/[\p{Cc}\p{Cf}\p{Cn}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return letters.get(code) ?? `\\${code.toString(8).padStart(3, "0")}`;
    const digits = code.toString(16).toUpperCase();
    return code > 0xffff ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
  });
}

/** Bytes as text, as they are. */
export function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** An Info, cut off where Wireshark's column ends. */
export function cutInfo(info: string): string {
  if (info.length * 3 <= longestInfo) return info;
  const bytes = new TextEncoder().encode(info);
  return bytes.length <= longestInfo ? info : utf8(bytes.subarray(0, longestInfo)).replace(/\uFFFD$/, "");
}
