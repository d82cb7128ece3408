import { isPlainObject } from "../fields.js";

/** Elements of a section, by name; their shape was checked. */
export type Section = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The elements of a section; none when it is missing. */
export function sectionOf(config: Readonly<Record<string, unknown>>, name: string): Section {
  const section = config[name];
  return isPlainObject(section) ? (section as Section) : {};
}
