/** Writes a clause's body in the search language; `translate` does so with the clauses inside it. */
export type Translate = (body: unknown, translate: (query: unknown) => string) => string;

/** Clauses by name. */
export type Clauses = Readonly<Record<string, Translate>>;
