import { errorOf, exceptionText } from "../exceptions.js";
import { BoundFields, type Fields } from "../fields.js";
import { extraFieldsOf, type LogRecord, NO_ARGS } from "../log-record.js";
import { redactedValue, type RedactionRules, rulesOf } from "./redaction-rules.js";
import { valueText } from "../value-text.js";

/** What a {@link RedactionFilter} takes. */
export interface RedactionFilterOptions {
  /**
   * Fields to hide, by path: `password`, `user.password`, `*.token` (one step of any name), `**.secret` (at any depth),
   * `cards[*].number`. Names compare without regard to case.
   */
  paths?: readonly string[] | undefined;
  /**
   * What to hide wherever it stands, in the message, the values and the errors: `token` (bearer tokens, JSON Web
   * Tokens, `key=…` secrets), `card` (payment card numbers whose check digit is right), `email`, or a regular expression.
   */
  patterns?: readonly (PatternName | RegExp)[] | undefined;
  /** What stands in its place. @default "[redacted]" */
  replacement?: string | undefined;
}

/** The patterns that have a name. */
export type PatternName = "token" | "card" | "email";

/**
 * Replaces a record by a copy without secrets; the caller's objects stay as they are. On a handler it works for that
 * handler, on a logger for all.
 */
export class RedactionFilter {
  readonly #rules: RedactionRules;
  readonly #bound = new WeakMap<BoundFields, BoundFields>();

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
  constructor({ paths = [], patterns = [], replacement = "[redacted]" }: RedactionFilterOptions) {
    this.#rules = rulesOf(paths, patterns, replacement);
  }

  filter(record: LogRecord): LogRecord {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(record) as object) as LogRecord, record);
    copy.msg = this.#rules.hideIn(record.getMessage());
    copy.args = NO_ARGS;
    copy.formattedBy = undefined;
    copy.message = undefined;
    if (record.fields !== undefined) copy.fields = this.#fields(record.fields);
    if (record.boundFields !== undefined) copy.boundFields = this.#boundFields(record.boundFields);
    if (record.contextFields !== undefined) copy.contextFields = this.#boundFields(record.contextFields);
    for (const [name, value] of Object.entries(extraFieldsOf(record) ?? {}))
      copy[name] = this.#fields({ [name]: value })[name];
    if (record.exc_info) this.#hideError(record, copy);
    if (record.stack_info !== null) copy.stack_info = this.#rules.hideIn(record.stack_info);
    return copy;
  }

  #fields(fields: Fields): Fields {
    return redactedValue(fields, this.#rules) as Fields;
  }

  #boundFields(bound: BoundFields): BoundFields {
    const known = this.#bound.get(bound);
    if (known !== undefined) return known;
    const redacted = new BoundFields(this.#fields(bound.fields));
    this.#bound.set(bound, redacted);
    return redacted;
  }

  /** The error becomes plain data: only of that a copy without secrets can be made. */
  #hideError(record: LogRecord, copy: LogRecord): void {
    const error = errorOf(record.exc_info);
    copy.exc_text = this.#rules.hideIn(record.exc_text ?? exceptionText(error));
    copy.exc_info = redactedValue(JSON.parse(valueText(error)), this.#rules);
  }
}
