import { LoggingError } from "../errors.js";
import type { Fields } from "../fields.js";
import type { LogRecord } from "../log-record.js";
import { displayText, reprText } from "../value-text.js";
import { type FormatStyle, type FormatStyleOptions, lookUp, shownText } from "./format-style.js";
import { formatSpecified } from "./format-specification.js";

const FIELD_NAME = /^(\d+|\w+)(\.\w+|\[[^\]]+\])*$/;
const SPECIFICATION = /^(.?[<=>^])?[+ -]?#?0?(\d+|\{\w+\})?[,_]?(\.(\d+|\{\w+\}))?[bcdefgnosx%]?$/i;

/** A piece of a `{` format: text, or a field with its conversion and specification. */
interface Piece {
  readonly text: string;
  readonly field: string | undefined;
  readonly conversion: string;
  readonly specification: string;
}

/** `{name}`, as Python's `str.format`: `{name!r:>10}`; `{{` is a brace. */
export class StrFormatStyle implements FormatStyle {
  static readonly default_format: string = "{message}";

  readonly fmt: string;
  readonly #defaults: Fields | null;
  readonly #escape: boolean;
  #pieces: readonly Piece[] | undefined;

  constructor(fmt?: string | null, options: FormatStyleOptions = {}) {
    this.fmt = fmt || StrFormatStyle.default_format;
    this.#defaults = options.defaults ?? null;
    this.#escape = options.escape ?? true;
  }

  get _fmt(): string {
    return this.fmt;
  }

  usesTime(): boolean {
    return this.fmt.includes("{asctime");
  }

  validate(): void {
    const fields = this.#parsed().filter((piece) => piece.field !== undefined);
    for (const { field = "", conversion, specification } of fields) {
      if (!FIELD_NAME.test(field)) this.#refuse(`invalid format: invalid field name/expression: '${field}'`);
      if (!["", "r", "s", "a"].includes(conversion)) this.#refuse(conversionFault(conversion));
      if (!SPECIFICATION.test(specification)) this.#refuse(`invalid format: bad specifier: '${specification}'`);
    }
    if (fields.length === 0) this.#refuse("invalid format: no fields such as {name}");
  }

  format(record: LogRecord): string {
    let result = "";
    for (const piece of this.#parsed()) {
      result += piece.text;
      if (piece.field !== undefined) result += this.#render(piece, piece.field, record);
    }
    return result;
  }

  #render({ conversion, specification }: Piece, field: string, record: LogRecord): string {
    const value = this.#read(record, field);
    const converted = conversion === "" ? value : conversion === "s" ? displayText(value) : reprText(value);
    const width = specification.replaceAll(/\{(\w+)\}/g, (_, name: string) => displayText(this.#read(record, name)));
    return shownText(width === "" ? displayText(converted) : formatSpecified(converted, width), value, this.#escape);
  }

  #read(record: LogRecord, field: string): unknown {
    const [name = "", ...path] = field.split(/\.|\[|\]\.?/).filter((part) => part !== "");
    let value = lookUp(record, name, this.#defaults);
    for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    return value;
  }

  #parsed(): readonly Piece[] {
    return (this.#pieces ??= this.#parse());
  }

  #parse(): readonly Piece[] {
    const pieces: Piece[] = [];
    let text = "";
    for (let at = 0; at < this.fmt.length; at += 1) {
      const character = this.fmt.charAt(at);
      if (character !== "{" && character !== "}") text += character;
      else if (this.fmt.charAt(at + 1) === character) {
        text += character;
        at += 1;
      } else if (character === "}")
        this.#refuse("invalid format: Single '}' encountered in format string; write }} for a brace");
      else {
        const end = this.#closing(at);
        pieces.push(pieceOf(text, this.fmt.slice(at + 1, end)));
        text = "";
        at = end;
      }
    }
    return [...pieces, { text, field: undefined, conversion: "", specification: "" }];
  }

  #closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.fmt.length; at += 1) {
      if (this.fmt.charAt(at) === "{") depth += 1;
      else if (this.fmt.charAt(at) === "}") depth -= 1;
      if (depth === 0) return at;
    }
    return this.#refuse("invalid format: expected '}' before end of string; write {{ for a brace");
  }

  #refuse(reason: string): never {
    throw new LoggingError("CW_LOGGING_FORMAT", [JSON.stringify(this.fmt), "{", reason]);
  }
}

/** In Python's words. */
function conversionFault(conversion: string): string {
  return conversion.length > 1
    ? "invalid format: expected ':' after conversion specifier"
    : `invalid format: invalid conversion: '${conversion}'`;
}

function pieceOf(text: string, inside: string): Piece {
  const colon = inside.indexOf(":");
  const head = colon < 0 ? inside : inside.slice(0, colon);
  const bang = head.indexOf("!");
  return {
    text,
    field: bang < 0 ? head : head.slice(0, bang),
    conversion: bang < 0 ? "" : head.slice(bang + 1) || "?",
    specification: colon < 0 ? "" : inside.slice(colon + 1),
  };
}
