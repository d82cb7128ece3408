import { useSyncExternalStore } from "react";
import type { Zone } from "../range/instant.js";

/** What a person likes; kept in the browser, not in the address. */
export interface Preferences {
  theme: "system" | "light" | "dark";
  zone: Zone;
  /** Long messages run over several lines. */
  wrap: boolean;
  /** The field list is shown. */
  sidebar: boolean;
}

const key = "cordwood.preferences";
const defaults: Preferences = { theme: "system", zone: "local", wrap: false, sidebar: true };
const allowed: { [Name in keyof Preferences]: readonly Preferences[Name][] } = {
  theme: ["system", "light", "dark"],
  zone: ["local", "utc"],
  wrap: [true, false],
  sidebar: [true, false],
};

/** Reads stored preferences; whatever is missing, unknown or broken takes its default. */
export function parsePreferences(text: string | null): Preferences {
  const stored = parseObject(text);
  const known = Object.entries(allowed).filter(([name, values]) =>
    (values as readonly unknown[]).includes(stored[name]),
  );
  return { ...defaults, ...Object.fromEntries(known.map(([name]) => [name, stored[name]])) };
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage may be forbidden; the preference then lasts as long as the page.
    return null;
  }
}

const listeners = new Set<() => void>();
let preferences: Preferences | undefined;

function current(): Preferences {
  preferences ??= parsePreferences(read());
  return preferences;
}

/** Puts the theme on the document, where the style sheet finds it. */
export function applyTheme(): void {
  const { theme } = current();
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Changes preferences for this and later visits. */
export function setPreferences(patch: Partial<Preferences>): void {
  preferences = { ...current(), ...patch };
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
  } catch {
    // As above: full or forbidden storage costs the memory of the preference only.
  }
  applyTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The preferences; the component is drawn again when they change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, current);
}
