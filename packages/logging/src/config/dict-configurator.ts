import { isPlainObject } from "../fields.js";
import { BaseConfigurator } from "./base-configurator.js";
import { at, configError } from "./config-error.js";
import { buildElements } from "./element-builder.js";
import { applyIncrement } from "./increment.js";
import { planLoggers } from "./logger-plan.js";
import { type Resolve, resolveName } from "./known-names.js";
import { livingHandlers } from "../handler-registry.js";
import { closeQuietly, putInForce } from "./put-in-force.js";

const SECTIONS = ["formatters", "filters", "handlers", "loggers"] as const;
const KEYS: readonly string[] = ["version", "incremental", "disable_existing_loggers", "root", ...SECTIONS];

/** Configures logging from an object; {@link configure} does it (Python's class of this name). */
export class DictConfigurator extends BaseConfigurator {
  readonly #resolveNames: Resolve;

  constructor(config: Readonly<Record<string, unknown>>, resolve: Resolve = resolveName) {
    super(config, resolve);
    this.#resolveNames = resolve;
  }

  /** Builds everything, then puts it in force. @throws LoggingError `CW_LOGGING_CONFIG` */
  configure(): void {
    const config = checkShape(this.#withSections());
    if (config["incremental"] === true) {
      applyIncrement(config);
      return;
    }
    const disableExisting = config["disable_existing_loggers"] ?? true;
    if (typeof disableExisting !== "boolean")
      throw configError("disable_existing_loggers", expected(disableExisting, "true or false"));
    // Everything that can be wrong with loggers is found before a handler opens its file.
    const plan = planLoggers(config);
    const before = livingHandlers();
    try {
      const elements = buildElements(config, this.#resolveNames, plan);
      putInForce({ plan, elements, disableExisting, before });
    } catch (error) {
      closeQuietly(livingHandlers().filter((handler) => !before.includes(handler)));
      throw error;
    }
  }

  /** A section, or an element of one, may stand elsewhere: `formatters: "cfg://mine"`. */
  #withSections(): unknown {
    if (!isPlainObject(this.config)) return this.config;
    const config: Record<string, unknown> = { ...this.config };
    for (const section of SECTIONS.filter((name) => Object.hasOwn(config, name))) {
      const elements = at(section, () => this.#referred(config[section]));
      config[section] = isPlainObject(elements)
        ? Object.fromEntries(
            Object.entries(elements).map(([name, each]) => [
              name,
              at(`${section}.${name}`, () => this.#referred(each)),
            ]),
          )
        : elements;
    }
    return config;
  }

  #referred(value: unknown): unknown {
    return typeof value === "string" && value.startsWith("cfg://") ? this.lookUp(value.slice("cfg://".length)) : value;
  }
}

function checkShape(config: unknown): Readonly<Record<string, unknown>> {
  if (!isPlainObject(config)) throw configError("", expected(config, "an object"));
  if (!Object.hasOwn(config, "version")) throw configError("version", "it is missing; 1 is the one there is");
  if (at("version", () => config["version"]) !== 1) throw configError("version", expected(config["version"], "1"));
  for (const section of SECTIONS) checkSection(section, config[section]);
  if (config["root"] !== undefined && !isPlainObject(config["root"]))
    throw configError("root", expected(config["root"], "an object"));
  for (const key of Object.keys(config)) {
    const meant = KEYS.includes(key) ? undefined : KEYS.find((known) => isNearly(key, known));
    // Other keys may be there for cfg:// to refer to; one that is nearly a known one is a slip.
    if (meant !== undefined) throw configError(key, `there is no such section; did you mean "${meant}"?`);
  }
  return config;
}

function checkSection(section: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (!isPlainObject(value)) throw configError(section, expected(value, "an object of elements by name"));
  for (const [name, element] of Object.entries(value)) {
    if (!isPlainObject(element)) throw configError(`${section}.${name}`, expected(element, "an object"));
  }
}

function expected(value: unknown, what: string): string {
  return `it is ${JSON.stringify(value) ?? String(value)}, expected ${what}`;
}

/** Whether two words differ in one letter that is missing, added or another. */
function isNearly(word: string, other: string): boolean {
  if (Math.abs(word.length - other.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === other[start]) start += 1;
  const [rest, otherRest] = [word.slice(start), other.slice(start)];
  return rest.slice(1) === otherRest.slice(1) || rest === otherRest.slice(1) || rest.slice(1) === otherRest;
}
