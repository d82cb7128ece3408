import { isPlainObject } from "../fields.js";
import { CONFIG_DEPTH_MAX } from "../limits.js";
import { configError } from "./config-error.js";
import { construct, isCallable, type NamedArguments } from "./construct.js";
import { type Resolve, resolveName } from "./known-names.js";

/** Reads the values of a configuration: `ext://name`, `cfg://path` and `()` (Python's class of this name). */
export class BaseConfigurator {
  readonly config: Readonly<Record<string, unknown>>;
  readonly #resolve: Resolve;

  /** @param resolve what names may stand for; by default all that {@link resolveName} finds */
  constructor(config: Readonly<Record<string, unknown>>, resolve: Resolve = resolveName) {
    this.config = config;
    this.#resolve = resolve;
  }

  /** What a name stands for. @throws LoggingError `CW_LOGGING_CONFIG_NAME`, `CW_LOGGING_CONFIG_NAME_REFUSED` */
  resolve(name: string): unknown {
    return this.#resolve(name);
  }

  /**
   * A value with every `ext://` and `cfg://` in it replaced. What has none in it stays the object it is, as do objects
   * of classes.
   */
  convert(value: unknown): unknown {
    return this.#convert(value, []);
  }

  /** @param within the objects around the value, the outermost first */
  #convert(value: unknown, within: readonly unknown[]): unknown {
    if (typeof value === "string") return this.#convertText(value, within);
    // An object that holds itself is the application's own; nothing of ours can be in there.
    if (within.includes(value)) return value;
    if (within.length > CONFIG_DEPTH_MAX) throw configError("", `nested more than ${CONFIG_DEPTH_MAX} deep`);
    if (Array.isArray(value)) {
      const converted = value.map((each) => this.#convert(each, [...within, value]));
      return converted.every((each, index) => each === value[index]) ? value : converted;
    }
    if (!isPlainObject(value)) return value;
    const converted = Object.entries(value).map(
      ([key, each]) => [key, this.#convert(each, [...within, value])] as const,
    );
    return converted.every(([key, each]) => each === value[key]) ? value : Object.fromEntries(converted);
  }

  /** What a `cfg://` path leads to, before conversion; a subclass may answer something made of it. */
  protected lookUp(path: string): unknown {
    const steps = parsePath(path);
    let current: unknown = this.config;
    for (const step of steps) current = childOf(current, step, path);
    return current;
  }

  /** Makes what `()` describes, and sets the attributes under `.`. */
  configureCustom(config: Readonly<Record<string, unknown>>): unknown {
    const { "()": factory, ".": properties, ...named } = config;
    const target = typeof factory === "string" ? this.resolve(factory.replace(/^ext:\/\//, "")) : factory;
    if (!isCallable(target)) throw configError("", `"()" is ${JSON.stringify(factory)}, which cannot be called`);
    const made = construct(target, this.convert(named) as NamedArguments);
    this.setProperties(made, properties);
    return made;
  }

  /** Sets the attributes under `.` on what was made. */
  protected setProperties(made: unknown, properties: unknown): void {
    if (properties === undefined || properties === null) return;
    if (!isPlainObject(properties)) throw configError("", '"." is not an object of attributes');
    for (const [name, value] of Object.entries(properties)) {
      if (name === "__proto__") throw configError("", '"." must not set __proto__');
      Reflect.set(made as object, name, this.convert(value));
    }
  }

  #convertText(value: string, within: readonly unknown[]): unknown {
    const match = /^(ext|cfg):\/\/(.*)$/s.exec(value);
    if (match?.[2] === undefined) return value;
    if (match[1] === "ext") return this.resolve(match[2]);
    if (within.includes(value)) throw configError("", `${JSON.stringify(value)} refers to itself`);
    return this.#convert(this.lookUp(match[2]), [...within, value]);
  }
}

/** The steps of a path such as `handlers.file[0][name]`. @throws LoggingError `CW_LOGGING_CONFIG` */
export function parsePath(path: string): string[] {
  const first = /^\s*(\w+)\s*/.exec(path);
  if (first?.[1] === undefined) throw configError("", `"cfg://${path}" is not a path`);
  const steps = [first[1]];
  let rest = path.slice(first[0].length);
  while (rest !== "") {
    const match = /^(?:\.\s*(\w+)\s*|\[\s*([^\]]+?)\s*\]\s*)/.exec(rest);
    if (match === null)
      throw configError("", `"cfg://${path}" is not a path: it goes wrong at ${JSON.stringify(rest)}`);
    steps.push(match[1] ?? match[2] ?? "");
    rest = rest.slice(match[0].length);
  }
  return steps;
}

function childOf(holder: unknown, step: string, path: string): unknown {
  if (typeof holder === "object" && holder !== null && Object.hasOwn(holder, step)) return Reflect.get(holder, step);
  throw configError("", `"cfg://${path}" leads nowhere: there is no ${JSON.stringify(step)}`);
}
