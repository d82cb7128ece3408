/** Named values of a record: what a call, a child logger or a context adds to it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object made by a literal (or without a prototype), and so a bag of fields. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Fields that many records share: those of a child logger or of a context. A formatter keeps their text here, so that
 * they are serialised once and not once per record.
 */
export class BoundFields {
  readonly fields: Fields;
  /** Who made {@link texts}; another formatter, or another generation of level names, makes them anew. */
  owner: object | undefined = undefined;
  /** Text by numeric level. */
  texts: Map<number, string> | undefined = undefined;

  constructor(fields: Fields) {
    this.fields = fields;
  }

  /** These fields and `more`; of two with one name the later wins. */
  with(more: Fields): BoundFields {
    return new BoundFields({ ...this.fields, ...more });
  }
}
