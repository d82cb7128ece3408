/** Makes the formatters, filters and handlers of a configuration. */
import type { FilterLike } from "../filter.js";
import { Filter } from "../filter.js";
import { isPlainObject } from "../fields.js";
import { Formatter } from "../formatters/formatter.js";
import { type FormatterLike, Handler } from "../handler.js";
import { MemoryHandler, QueueHandler } from "../handlers/index.js";
import { checkLevel } from "../levels.js";
import { BaseConfigurator, parsePath } from "./base-configurator.js";
import { at, configError } from "./config-error.js";
import { construct, isCallable, isKindOf, type NamedArguments } from "./construct.js";
import type { Resolve } from "./known-names.js";
import { missingName, type PlannedLogger } from "./logger-plan.js";
import { makeQueueHandler } from "./queue-handler-config.js";
import { sectionOf } from "./sections.js";

/** What a configuration made. */
export interface Elements {
  readonly handlers: ReadonlyMap<string, Handler>;
  /** The filters of each planned logger. */
  readonly filtersOf: ReadonlyMap<PlannedLogger, readonly FilterLike[]>;
}

/** Makes all elements. @throws LoggingError `CW_LOGGING_CONFIG` */
export function buildElements(
  config: Readonly<Record<string, unknown>>,
  resolve: Resolve,
  loggers: readonly PlannedLogger[],
): Elements {
  const builder = new ElementBuilder(config, resolve);
  for (const name of Object.keys(sectionOf(config, "formatters"))) builder.formatter(name, `formatters.${name}`);
  for (const name of Object.keys(sectionOf(config, "filters"))) builder.filter(name, `filters.${name}`);
  const filtersOf = new Map(
    loggers.map((logger) => [logger, builder.filterList(`${logger.path}.filters`, logger.filters)]),
  );
  // Handlers last: they open files and connections.
  for (const name of Object.keys(sectionOf(config, "handlers")).toSorted()) builder.handler(name, `handlers.${name}`);
  return { handlers: builder.handlers, filtersOf };
}

/** Makes elements by name, each once, and those they refer to before them. */
class ElementBuilder extends BaseConfigurator {
  readonly handlers = new Map<string, Handler>();
  readonly #formatters = new Map<string, FormatterLike>();
  readonly #filters = new Map<string, FilterLike>();
  readonly #underway = new Set<string>();

  formatter(name: string, path: string): FormatterLike {
    return this.#once(this.#formatters, "formatter", name, path, (config) => this.#makeFormatter(config));
  }

  filter(name: string, path: string): FilterLike {
    return this.#once(this.#filters, "filter", name, path, (config) => this.#makeFilter(config));
  }

  handler(name: string, path: string): Handler {
    return this.#once(this.handlers, "handler", name, path, (config) => this.#makeHandler(config, path));
  }

  /** Filters by name, and filters themselves. */
  filterList(path: string, list: unknown): FilterLike[] {
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) throw configError(path, `it is ${JSON.stringify(list)}, expected a list`);
    return list.map((each: unknown, index) => {
      if (typeof each === "string" && !each.includes("://")) return this.filter(each, `${path}[${index}]`);
      return at(`${path}[${index}]`, () => asFilter(this.convert(each)));
    });
  }

  /** A path to an element answers what was made of it. */
  protected override lookUp(path: string): unknown {
    const [section, name, ...more] = parsePath(path);
    if (name === undefined || more.length > 0) return super.lookUp(path);
    if (section === "handlers") return this.handler(name, `handlers.${name}`);
    if (section === "formatters") return this.formatter(name, `formatters.${name}`);
    if (section === "filters") return this.filter(name, `filters.${name}`);
    return super.lookUp(path);
  }

  #once<Made>(
    made: Map<string, Made>,
    kind: string,
    name: string,
    path: string,
    make: (config: Readonly<Record<string, unknown>>) => Made,
  ): Made {
    const known = made.get(name);
    if (known !== undefined) return known;
    const section = sectionOf(this.config, `${kind}s`);
    const config = Object.hasOwn(section, name) ? section[name] : undefined;
    if (config === undefined) throw configError(path, missingName(kind, name, section));
    const key = `${kind}s.${name}`;
    if (this.#underway.has(key)) throw configError(key, "it refers to itself");
    this.#underway.add(key);
    try {
      const result = at(key, () => make(config));
      made.set(name, result);
      return result;
    } finally {
      this.#underway.delete(key);
    }
  }

  #makeFormatter(config: Readonly<Record<string, unknown>>): FormatterLike {
    const made = "()" in config ? this.configureCustom(config) : this.#makeOfClass(config, Formatter);
    if (typeof made === "object" && made !== null && "format" in made && isCallable(made.format))
      return made as FormatterLike;
    throw configError("", "what was made has no format(record)");
  }

  #makeFilter(config: Readonly<Record<string, unknown>>): FilterLike {
    return asFilter("()" in config ? this.configureCustom(config) : this.#makeOfClass(config, Filter));
  }

  #makeOfClass(config: Readonly<Record<string, unknown>>, otherwise: unknown): unknown {
    const { class: given, ".": properties, ...named } = config;
    const made = construct(this.#classOf(given ?? otherwise), this.convert(named) as NamedArguments);
    this.setProperties(made, properties);
    return made;
  }

  #makeHandler(config: Readonly<Record<string, unknown>>, path: string): Handler {
    const { level, formatter, filters, ".": properties, ...rest } = config;
    const number =
      level === undefined || level === null ? undefined : at(`${path}.level`, () => checkLevel(this.convert(level)));
    const format =
      formatter === undefined || formatter === null || formatter === ""
        ? undefined
        : this.#formatterOf(formatter, path);
    const filterList = this.filterList(`${path}.filters`, filters);
    const handler = this.#newHandler(rest, path);
    try {
      if (format !== undefined) handler.setFormatter(format);
      if (number !== undefined) handler.setLevel(number);
      for (const filter of filterList) handler.addFilter(filter);
      this.setProperties(handler, properties);
    } catch (error) {
      void handler.close();
      throw error;
    }
    return handler;
  }

  #formatterOf(given: unknown, path: string): FormatterLike {
    if (typeof given === "string" && !given.includes("://")) return this.formatter(given, `${path}.formatter`);
    return this.convert(given) as FormatterLike;
  }

  #newHandler(config: Readonly<Record<string, unknown>>, path: string): Handler {
    const made = "()" in config ? this.configureCustom(config) : this.#newOfClass(config, path);
    if (made instanceof Handler) return made;
    throw configError(path, "what was made is not a Handler");
  }

  #newOfClass(config: Readonly<Record<string, unknown>>, path: string): unknown {
    const { class: given, ...named } = config;
    if (given === undefined) throw configError(`${path}.class`, 'it is missing; give "class" or "()"');
    const target = at(`${path}.class`, () => this.#classOf(given));
    if (isKindOf(target, QueueHandler)) return makeQueueHandler(this, target, named, path);
    if (isKindOf(target, MemoryHandler) && typeof named["target"] === "string" && !named["target"].includes("://")) {
      return construct(target, {
        ...(this.convert(named) as NamedArguments),
        target: this.handler(named["target"], `${path}.target`),
      });
    }
    return construct(target, this.convert(named) as NamedArguments);
  }

  #classOf(given: unknown): (...given: unknown[]) => unknown {
    const target = typeof given === "string" ? this.resolve(given.replace(/^ext:\/\//, "")) : given;
    if (isCallable(target)) return target;
    throw configError("", `${isPlainObject(given) ? JSON.stringify(given) : String(given)} is not a class`);
  }
}

function asFilter(value: unknown): FilterLike {
  const hasFilter = typeof value === "object" && value !== null && "filter" in value && isCallable(value.filter);
  if (hasFilter || isCallable(value)) return value as FilterLike;
  throw configError("", "it is neither a function nor an object with filter(record)");
}
