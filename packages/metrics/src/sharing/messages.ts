/** Marks messages between threads and processes as this package's. */
const marker = "cordwood-metrics";

/** What threads and processes say to each other about metrics. */
export type Message =
  | { readonly marker: typeof marker; readonly kind: "joined"; readonly from: string }
  | { readonly marker: typeof marker; readonly kind: "ask"; readonly id: string }
  | {
      readonly marker: typeof marker;
      readonly kind: "answer";
      readonly id: string;
      readonly from: string;
      readonly metrics: object[];
    };

type Unmarked<M> = M extends unknown ? Omit<M, "marker"> : never;

/** A message with its mark. */
export function message(content: Unmarked<Message>): Message {
  return { marker, ...content };
}

/** Whether something that came over a channel which others use too is one of these messages. */
export function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "marker" in value && value.marker === marker;
}
