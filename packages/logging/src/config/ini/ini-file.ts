/** The INI dialect of Python's `configparser`, without interpolation: what `fileConfig` reads. */
import { LoggingError } from "../../errors.js";
import { INI_LINES_MAX } from "../../limits.js";

/** One section: its values by key (lower case), with where each stands. */
export interface IniSection {
  readonly name: string;
  /** 1-based line of the header. */
  readonly line: number;
  readonly values: Map<string, string>;
  readonly lines: Map<string, number>;
}

/** A parsed file. */
export interface IniFile {
  /** How to call the file in an error. */
  readonly source: string;
  readonly sections: Map<string, IniSection>;
}

interface State {
  source: string;
  sections: Map<string, IniSection>;
  section: IniSection | undefined;
  key: string | undefined;
  indent: number;
}

/**
 * Parses the text of an INI file. A line that is indented further than its key goes on with the value above it;
 * comments begin a line with `#` or `;`.
 * @throws LoggingError `CW_LOGGING_CONFIG_SYNTAX` with the line.
 */
export function parseIni(text: string, source: string, defaults: Readonly<Record<string, string>> = {}): IniFile {
  const state: State = { source, sections: new Map(), section: undefined, key: undefined, indent: 0 };
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > INI_LINES_MAX) throw syntax(source, INI_LINES_MAX, `more than ${INI_LINES_MAX} lines`);
  for (const [index, line] of lines.entries()) readLine(state, line, index + 1);
  for (const section of state.sections.values()) finish(section, state.sections.get("DEFAULT"), defaults);
  state.sections.delete("DEFAULT");
  return { source, sections: state.sections };
}

function readLine(state: State, line: string, number: number): void {
  const content = line.trim();
  if (content.startsWith("#") || content.startsWith(";")) return;
  if (content === "") {
    continueValue(state, "");
    return;
  }
  const indent = line.length - line.trimStart().length;
  if (state.key !== undefined && indent > state.indent) {
    continueValue(state, content);
    return;
  }
  if (content.startsWith("[")) openSection(state, content, number);
  else readOption(state, content, indent, number);
}

function continueValue(state: State, content: string): void {
  if (state.section === undefined || state.key === undefined) return;
  state.section.values.set(state.key, `${state.section.values.get(state.key) ?? ""}\n${content}`);
}

function openSection(state: State, content: string, number: number): void {
  const match = /^\[([^\]]+)\]/.exec(content);
  if (match?.[1] === undefined)
    throw syntax(state.source, number, `${JSON.stringify(content)} is not a section header`);
  const name = match[1];
  if (state.sections.has(name)) throw syntax(state.source, number, `section [${name}] is there already`);
  state.section = { name, line: number, values: new Map(), lines: new Map() };
  state.sections.set(name, state.section);
  state.key = undefined;
}

function readOption(state: State, content: string, indent: number, number: number): void {
  const { section } = state;
  if (section === undefined)
    throw syntax(state.source, number, `${JSON.stringify(content)} stands before the first section`);
  const at = content.search(/[=:]/);
  if (at <= 0) throw syntax(state.source, number, `${JSON.stringify(content)} is neither "key = value" nor a section`);
  const key = content.slice(0, at).trim().toLowerCase();
  if (section.values.has(key)) throw syntax(state.source, number, `"${key}" is set twice in [${section.name}]`);
  section.values.set(key, content.slice(at + 1).trim());
  section.lines.set(key, number);
  state.key = key;
  state.indent = indent;
}

function finish(
  section: IniSection,
  inherited: IniSection | undefined,
  defaults: Readonly<Record<string, string>>,
): void {
  for (const [key, value] of section.values) section.values.set(key, value.trimEnd());
  const fallbacks = [...(inherited?.values ?? []), ...Object.entries(defaults)];
  for (const [key, value] of fallbacks) {
    if (!section.values.has(key.toLowerCase())) section.values.set(key.toLowerCase(), value);
  }
}

function syntax(source: string, line: number, reason: string): LoggingError {
  return new LoggingError("CW_LOGGING_CONFIG_SYNTAX", [`${source}:${line}`, reason]);
}
