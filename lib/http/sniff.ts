/**
 * Finds a content type by looking at the first bytes (WHATWG MIME Sniffing §6 and §7, Go's DetectContentType).
 *
 * Where Go's table is not the standard's (RAR, WebM, WebAssembly), it is Go's.
 *
 * @module
 */

/** How many bytes are looked at (Go's sniffLen). */
const sniffLength = 512;

/** After blanks, in any case of letters, and only when a blank or `>` follows. */
const htmlTags: readonly Uint8Array[] = [
  "<!DOCTYPE HTML",
  "<HTML",
  "<HEAD",
  "<SCRIPT",
  "<IFRAME",
  "<H1",
  "<DIV",
  "<FONT",
  "<TABLE",
  "<A",
  "<STYLE",
  "<TITLE",
  "<B",
  "<BODY",
  "<BR",
  "<P",
  "<!--",
].map((tag) => Uint8Array.from(tag, (char) => char.charCodeAt(0)));

/** After blanks. */
const xml = pattern("<?xml");

/** At the first byte; the first that matches counts. `*` is any byte. */
const signatures: readonly { readonly matches: Matcher; readonly type: string }[] = [
  { matches: pattern("%PDF-"), type: "application/pdf" },
  { matches: pattern("%!PS-Adobe-"), type: "application/postscript" },
  { matches: pattern("\xFE\xFF**"), type: "text/plain; charset=utf-16be" },
  { matches: pattern("\xFF\xFE**"), type: "text/plain; charset=utf-16le" },
  { matches: pattern("\xEF\xBB\xBF*"), type: "text/plain; charset=utf-8" },
  { matches: pattern("\0\0\x01\0"), type: "image/x-icon" },
  { matches: pattern("\0\0\x02\0"), type: "image/x-icon" },
  { matches: pattern("BM"), type: "image/bmp" },
  { matches: pattern("GIF87a"), type: "image/gif" },
  { matches: pattern("GIF89a"), type: "image/gif" },
  { matches: pattern("RIFF****WEBPVP"), type: "image/webp" },
  { matches: pattern("\x89PNG\r\n\x1A\n"), type: "image/png" },
  { matches: pattern("\xFF\xD8\xFF"), type: "image/jpeg" },
  { matches: pattern("FORM****AIFF"), type: "audio/aiff" },
  { matches: pattern("ID3"), type: "audio/mpeg" },
  { matches: pattern("OggS\0"), type: "application/ogg" },
  { matches: pattern("MThd\0\0\0\x06"), type: "audio/midi" },
  { matches: pattern("RIFF****AVI "), type: "video/avi" },
  { matches: pattern("RIFF****WAVE"), type: "audio/wave" },
  { matches: isMp4, type: "video/mp4" },
  { matches: pattern("\x1A\x45\xDF\xA3"), type: "video/webm" },
  { matches: pattern(`${"*".repeat(34)}LP`), type: "application/vnd.ms-fontobject" },
  { matches: pattern("\0\x01\0\0"), type: "font/ttf" },
  { matches: pattern("OTTO"), type: "font/otf" },
  { matches: pattern("ttcf"), type: "font/collection" },
  { matches: pattern("wOFF"), type: "font/woff" },
  { matches: pattern("wOF2"), type: "font/woff2" },
  { matches: pattern("\x1F\x8B\x08"), type: "application/x-gzip" },
  { matches: pattern("PK\x03\x04"), type: "application/zip" },
  { matches: pattern("Rar!\x1A\x07\0"), type: "application/x-rar-compressed" },
  { matches: pattern("Rar!\x1A\x07\x01\0"), type: "application/x-rar-compressed" },
  { matches: pattern("\0asm"), type: "application/wasm" },
];

/**
 * The content type of some data: always a valid one, `application/octet-stream` if nothing fits.
 *
 * @param data the beginning of it; at most 512 bytes are looked at
 */
export function detectContentType(data: Uint8Array): string {
  const head = data.subarray(0, sniffLength);
  let blanks = 0;
  while (isBlank(head[blanks])) blanks++;
  if (head[blanks] === lessThan) {
    const text = head.subarray(blanks);
    if (htmlTags.some((tag) => startsWithTag(text, tag))) return "text/html; charset=utf-8";
    if (xml(text)) return "text/xml; charset=utf-8";
  }
  for (const { matches, type } of signatures) {
    if (matches(head)) return type;
  }
  return isText(head) ? "text/plain; charset=utf-8" : "application/octet-stream";
}

const lessThan = 0x3c;

type Matcher = (data: Uint8Array) => boolean;

/** Matches data that begins with these bytes, each a character; `*` is any byte. */
function pattern(text: string): Matcher {
  const any = -1;
  const bytes = Array.from(text, (char) => (char === "*" ? any : char.charCodeAt(0)));
  return (data) => {
    if (data.length < bytes.length) return false;
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] !== any && bytes[i] !== data[i]) return false;
    }
    return true;
  };
}

function startsWithTag(data: Uint8Array, tag: Uint8Array): boolean {
  for (let i = 0; i < tag.length; i++) {
    const want = tag[i] ?? 0;
    const isLetter = want >= 0x41 && want <= 0x5a;
    if (want !== (isLetter ? (data[i] ?? 0) & 0xdf : data[i])) return false;
  }
  const next = data[tag.length];
  return next === 0x20 || next === 0x3e;
}

/** An MP4 file begins with a box that names its brands; one of them must be an mp4 (WHATWG MIME Sniffing §6.2.1). */
function isMp4(data: Uint8Array): boolean {
  if (data.length < 12 || !isFtyp(data)) return false;
  const boxSize = new DataView(data.buffer, data.byteOffset).getUint32(0);
  if (data.length < boxSize || boxSize % 4 !== 0) return false;
  for (let at = 8; at < boxSize; at += 4) {
    // The four bytes at 12 are the version of the first brand, and no brand.
    if (at !== 12 && isMp4Brand(data.subarray(at))) return true;
  }
  return false;
}

const isFtyp = pattern("****ftyp");
const isMp4Brand = pattern("mp4");

function isBlank(byte: number | undefined): boolean {
  return byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d || byte === 0x20;
}

/** Whether there is no byte that text does not have (WHATWG MIME Sniffing §3, binary data byte). */
function isText(data: Uint8Array): boolean {
  for (const byte of data) {
    if (byte < 0x20 && !isBlank(byte) && byte !== 0x1b) return false;
  }
  return true;
}
