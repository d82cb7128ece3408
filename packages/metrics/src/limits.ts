/** Bounds of the metrics package. */

/** Values of one label that are counted apart; further ones share one. Prometheus keeps a series for each. */
export const LABEL_VALUES_MAX_DEFAULT = 200;

/** What further values of a label are counted as. */
export const OVERFLOW_LABEL = "other";

/** Time a thread or process has to send its metrics when they are collected. */
export const PEER_ANSWER_MS = 1_000;

/** Characters of a request id that is taken over from a client. */
export const REQUEST_ID_LENGTH_MAX = 128;

/** Characters of an example in the warning about a label. */
export const EXAMPLE_LENGTH_MAX = 100;

/** Message templates that the volume guard counts apart. */
export const TEMPLATES_MAX_DEFAULT = 1_000;

/** Random bytes in front of the request ids of one thread. */
export const REQUEST_ID_PREFIX_BYTES = 6;

/** Of so many records above the budget of a volume guard, one is written. */
export const SAMPLE_EVERY_DEFAULT = 100;

/** Names in a scrape's `name[]`; Prometheus sends none, people a few. */
export const SCRAPED_NAMES_MAX = 100;

/** Ended requests that wait to be counted together: few enough to hold no memory that matters. */
export const ENDED_REQUESTS_MAX = 64;

/** How long they wait at most: nobody reads a log faster. */
export const ENDED_REQUESTS_WAIT_MS = 10;
