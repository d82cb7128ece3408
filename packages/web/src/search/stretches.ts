import type { Mistake } from "../query/mistake.js";
import type { Token } from "../query/token.js";

/** A stretch of the query that is drawn in one way. */
export interface Stretch {
  text: string;
  /** Class names: what it is, and `mistake` where it is wrong. */
  look: string;
}

/** Cuts a query into stretches by its tokens and its mistake; together they are the query again. */
export function stretches(query: string, tokens: readonly Token[], mistake: Mistake | null): Stretch[] {
  const looks = Array.from({ length: query.length }, () => "");
  for (const token of tokens) looks.fill(`token-${token.class}`, token.offset, token.offset + token.length);
  const wrongTo = mistake === null ? -1 : mistake.offset + mistake.length;
  const result: Stretch[] = [];
  for (let at = 0; at < query.length; at++) {
    const wrong = mistake !== null && at >= mistake.offset && at < wrongTo;
    const look = `${looks[at] ?? ""}${wrong ? " mistake" : ""}`.trim();
    const last = result.at(-1);
    if (last?.look === look) last.text += query[at] ?? "";
    else result.push({ text: query[at] ?? "", look });
  }
  return result;
}
