/**
 * A heading above lines.
 *
 * @module
 */

/**
 * The heading, then the lines. It comes with the first of them, or alone where there are none: above what could not be read
 * there is none.
 *
 * @throws what `lines` throws, when all lines before have come
 */
export async function* underHeading(heading: string, lines: AsyncIterable<string>): AsyncGenerator<string> {
  let headed = false;
  for await (const line of lines) {
    if (!headed) yield heading;
    headed = true;
    yield line;
  }
  if (!headed) yield heading;
}
