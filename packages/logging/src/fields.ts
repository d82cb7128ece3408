/** Named values of a record: what a call, a child logger or a context adds to it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object made by a literal (or without a prototype), and so a bag of fields. Never throws. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false;
  }
}

/**
 * Fields that many records share: those of a child logger or of a context. A formatter keeps their text here, so that
 * they are serialised once and not once per record.
 */
export class BoundFields {
  readonly fields: Fields;
  readonly names: readonly string[];
  #owner: object | undefined = undefined;
  #text = "";
  #others: Map<object, string> | undefined = undefined;

  constructor(fields: Fields) {
    this.fields = fields;
    this.names = Object.keys(fields);
  }

  /** These fields and `more`; of two with one name the later wins. */
  with(more: Fields): BoundFields {
    return new BoundFields({ ...this.fields, ...more });
  }

  /** The text that `owner` makes of these fields: made once, then kept. */
  textFor(owner: object, make: (fields: Fields) => string): string {
    return this.#owner === owner ? this.#text : this.#textForOther(owner, make);
  }

  #textForOther(owner: object, make: (fields: Fields) => string): string {
    const known = this.#others?.get(owner);
    if (known !== undefined) return known;
    const text = make(this.fields);
    if (this.#owner === undefined) {
      this.#owner = owner;
      this.#text = text;
    } else {
      this.#others ??= new Map();
      this.#others.set(owner, text);
    }
    return text;
  }
}

/** Whether fields have one of the names; for a list of names that is shorter than the fields are many. */
export function hasAny(fields: Fields, names: readonly string[]): boolean {
  for (let index = 0; index < names.length; index += 1) {
    if (Object.hasOwn(fields, names[index] as string)) return true;
  }
  return false;
}
