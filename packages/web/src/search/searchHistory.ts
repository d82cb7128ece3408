import { historyCharsMax, historyMax } from "../limits.js";

const key = "cordwood.history";

/** Puts a search on top of the remembered ones, each once, within the bounds. */
export function remembered(history: readonly string[], query: string): string[] {
  const text = query.trim();
  if (text === "" || text.length > historyCharsMax) return [...history];
  return [text, ...history.filter((other) => other !== text)].slice(0, historyMax);
}

/** Reads stored searches; whatever is broken is left out. */
export function parseHistory(text: string | null): string[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value)
      ? value.filter((item): item is string => typeof item === "string").slice(0, historyMax)
      : [];
  } catch {
    return [];
  }
}

/** The searches remembered in this browser, newest first; none where storage is forbidden. */
export function readHistory(): string[] {
  try {
    return parseHistory(localStorage.getItem(key));
  } catch {
    return [];
  }
}

/** Remembers a search in this browser. */
export function remember(query: string): void {
  try {
    localStorage.setItem(key, JSON.stringify(remembered(readHistory(), query)));
  } catch {
    // Forbidden or full storage: the search is not remembered, and works all the same.
  }
}
