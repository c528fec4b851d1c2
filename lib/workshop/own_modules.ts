/**
 * The modules of eoflab that an exercise may import.
 *
 * @module
 */

/** Their URLs, by name: the source beside a source, what is compiled beside what is compiled. */
export const ownModules: Readonly<Record<string, URL>> = {
  eoflab: ownModule("../mod"),
  "eoflab/exercise": ownModule("../lab/exercise"),
};

function ownModule(path: string): URL {
  const { url } = import.meta;
  return new URL(`${path}${url.slice(url.lastIndexOf("."))}`, url);
}
