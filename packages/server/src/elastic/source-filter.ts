// Which fields of a document are answered: `_source` of a search.

import { parsingError } from "./elastic-error.js";
import { asList, asObject, asText } from "./json-shape.js";

/** Tells whether a field is answered; undefined for no source at all. */
export type SourceFilter = ((name: string) => boolean) | undefined;

/** @throws ElasticError when it is none of the forms that Elasticsearch knows */
export function readSource(source: unknown): SourceFilter {
  if (source === undefined || source === true || source === "true") return () => true;
  if (source === false || source === "false") return undefined;
  if (typeof source === "string") return byNames(source.split(","), []);
  if (Array.isArray(source))
    return byNames(
      source.map((name) => asText(name, "_source")),
      [],
    );
  const { includes, include, excludes, exclude } = asObject(source, "_source");
  return byNames(namesIn(includes ?? include), namesIn(excludes ?? exclude));
}

function namesIn(list: unknown): string[] {
  return asList(list).map((name) => asText(name, "_source"));
}

function byNames(includes: readonly string[], excludes: readonly string[]): SourceFilter {
  const [wanted, unwanted] = [includes.map(nameMatcher), excludes.map(nameMatcher)];
  return (name) => (wanted.length === 0 || wanted.some((each) => each(name))) && !unwanted.some((each) => each(name));
}

/** A name with `*`; the name of an object stands for all that is in it. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const pieces = pattern.trim().split("*");
  if (pieces.length > piecesMax) throw parsingError(`[${pattern}] has too many wildcards`);
  return (name) => matches(name, pieces) || (pieces.length === 1 && name.startsWith(`${pieces[0] ?? ""}.`));
}

/** Wildcards of one name: more come from nobody. */
const piecesMax = 20;

/** Whether the name consists of the pieces in this order, with anything between them. */
function matches(name: string, pieces: readonly string[]): boolean {
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at + last.length <= name.length;
}
