/** Turns an INI configuration, as Python's `fileConfig` reads it, into one for the dict configurator. */
import { MemoryHandler } from "../../handlers/index.js";
import { INTERPOLATION_DEPTH_MAX } from "../../limits.js";
import { configError } from "../config-error.js";
import { constructAt, isCallable, type NamedArguments } from "../construct.js";
import type { Resolve } from "../known-names.js";
import type { IniFile, IniSection } from "./ini-file.js";
import { LiteralError, parseLiteral } from "./literal.js";

/**
 * Reads the sections. Names in `class`, `args` and `kwargs` are found by `resolve`.
 * @throws LoggingError `CW_LOGGING_CONFIG` with file, line and section
 */
export function iniToConfig(file: IniFile, resolve: Resolve, disableExisting: boolean): Record<string, unknown> {
  const reader = new Reader(file, resolve);
  const loggers = reader.names("loggers");
  if (!loggers.includes("root"))
    throw reader.fault(reader.section("loggers"), "keys", 'there is no "root" among the keys');
  const others = loggers.filter((name) => name !== "root").map((name) => reader.logger(`logger_${name}`));
  return {
    version: 1,
    disable_existing_loggers: disableExisting,
    formatters: reader.each("formatters", (name) => reader.formatter(`formatter_${name}`)),
    handlers: reader.each("handlers", (name) => reader.handler(`handler_${name}`)),
    loggers: Object.fromEntries(others.map(({ name, config }) => [name, config])),
    root: reader.root("logger_root"),
  };
}

class Reader {
  readonly #file: IniFile;
  readonly #resolve: Resolve;

  constructor(file: IniFile, resolve: Resolve) {
    this.#file = file;
    this.#resolve = resolve;
  }

  section(name: string): IniSection {
    const section = this.#file.sections.get(name);
    if (section !== undefined) return section;
    throw configError(this.#file.source, `there is no section [${name}]`);
  }

  fault(section: IniSection, key: string, reason: string): Error {
    const line = section.lines.get(key) ?? section.line;
    return configError(`${this.#file.source}:${line} [${section.name}] ${key}`, reason);
  }

  names(section: string): string[] {
    return this.#list(this.section(section), "keys");
  }

  each(section: string, read: (name: string) => unknown): Record<string, unknown> {
    return Object.fromEntries(this.names(section).map((name) => [name, read(name)]));
  }

  formatter(name: string): Record<string, unknown> {
    const section = this.section(name);
    // Formats are full of per cent signs: they are taken as they are.
    const [format, datefmt, style] = ["format", "datefmt", "style"].map((key) => section.values.get(key));
    const given = { format, datefmt, style: style ?? "%", class: this.#text(section, "class") };
    const defaults = this.#literal(section, "defaults", undefined);
    return withoutUndefined({ ...given, defaults });
  }

  handler(name: string): Record<string, unknown> {
    const section = this.section(name);
    const className = this.#needed(section, "class");
    const args = this.#literal(section, "args", []);
    const kwargs = this.#literal(section, "kwargs", {}) as NamedArguments;
    const target = this.#text(section, "target");
    const make = (named: NamedArguments): unknown =>
      this.#makeHandler(section, className, Array.isArray(args) ? args : [args], kwargs, named);
    return withoutUndefined({
      "()": make,
      level: this.#text(section, "level"),
      formatter: this.#text(section, "formatter"),
      target: target === undefined || target === "" ? undefined : `cfg://handlers[${target}]`,
    });
  }

  logger(sectionName: string): { name: string; config: Record<string, unknown> } {
    const section = this.section(sectionName);
    const propagate = this.#text(section, "propagate") ?? "1";
    if (!/^\d+$/.test(propagate)) throw this.fault(section, "propagate", `${JSON.stringify(propagate)} is not 0 or 1`);
    const config = { ...this.root(sectionName), propagate: Number(propagate) !== 0 };
    return { name: this.#needed(section, "qualname"), config };
  }

  root(sectionName: string): Record<string, unknown> {
    const section = this.section(sectionName);
    return withoutUndefined({ level: this.#text(section, "level"), handlers: this.#list(section, "handlers") });
  }

  #makeHandler(
    section: IniSection,
    className: string,
    args: readonly unknown[],
    kwargs: NamedArguments,
    named: NamedArguments,
  ): unknown {
    const target = this.#resolve(className);
    if (!isCallable(target)) throw this.fault(section, "class", `${JSON.stringify(className)} is not a class`);
    const handler = constructAt(target, args, kwargs);
    if (handler instanceof MemoryHandler && named["target"] !== undefined)
      handler.setTarget(named["target"] as MemoryHandler);
    return handler;
  }

  #literal(section: IniSection, key: string, otherwise: unknown): unknown {
    const text = this.#text(section, key);
    if (text === undefined || text === "") return otherwise;
    try {
      return parseLiteral(text, this.#resolve);
    } catch (error) {
      if (error instanceof LiteralError) throw this.fault(section, key, error.message);
      throw error;
    }
  }

  #needed(section: IniSection, key: string): string {
    const text = this.#text(section, key);
    if (text !== undefined) return text;
    throw this.fault(section, key, "it is missing");
  }

  #list(section: IniSection, key: string): string[] {
    const text = this.#needed(section, key);
    return text === "" ? [] : text.split(",").map((name) => name.trim());
  }

  /** A value in which `%(name)s` stands for another value of the section and `%%` for a per cent sign. */
  #text(section: IniSection, key: string, depth = 0): string | undefined {
    if (depth > INTERPOLATION_DEPTH_MAX) throw this.fault(section, key, "it refers to itself");
    const raw = section.values.get(key);
    return raw?.replaceAll(/%(?:%|\(([^)]+)\)s)/g, (whole, name: string | undefined) => {
      if (name === undefined) return "%";
      const value = this.#text(section, name.toLowerCase(), depth + 1);
      if (value === undefined) throw this.fault(section, key, `${whole} stands for nothing`);
      return value;
    });
  }
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
