// Every bound of the server, with its reason. Units stand last in the name.

/** Compressed length of one request body. Senders batch far below this; 32 MiB fits Filebeat's largest bulk. */
export const bodyBytesMax: number = 32 * 1024 * 1024;

/** The same body decompressed: bounds what a small hostile body can expand to. */
export const decodedBytesMax: number = 128 * 1024 * 1024;

/** Bodies held in memory by all requests together; beyond it senders are told to come back (429). */
export const bodiesInFlightBytesMax: number = 256 * 1024 * 1024;

/** Body of a search or SQL request: a statement, not data. */
export const statementBytesMax: number = 1024 * 1024;

/** Body of a session request: one token. */
export const sessionBytesMax: number = 4096;

/** Shortest JSON answer that is compressed: below, the headers weigh as much. */
export const compressBytesMin = 2048;

/** Rows of one page of results; larger selections go through export. */
export const searchRowsMax = 10_000;

/** Bars that fit side by side on a wide screen, with room to spare. */
export const histogramBucketsMax = 2_000;

/** Distinct values of a field in one answer. */
export const fieldValuesMax = 1_000;

/** Searches of one `_msearch`; they run one after the other. */
export const multiSearchesMax = 100;

/** Queries of the store that one search with aggregations may need. */
export const aggregationQueriesMax = 500;

/** Message templates in one answer. */
export const patternsMax = 1_000;

/** Neighbours on each side of a record in one answer. */
export const contextRowsMax = 1_000;

/** Rows of one export; streamed, so this bounds time and disk, not memory. */
export const exportRowsMax = 10_000_000;

/** Differences in one answer of a comparison. */
export const differencesMax = 500;

/** Length of a query in the search language, in UTF-16 units; longer ones come from programs gone wrong. */
export const queryCharactersMax = 65_536;

/** Queries the engine works on at once; more only slow each other down on one machine. */
export const queriesAtOnceMax = 8;

/** Queries that wait for their turn before further ones are refused (503). */
export const queriesWaitingMax = 64;

/** Exports at once: each reads whole tables and would starve people's searches. */
export const exportsAtOnceMax = 2;

/** Exports that wait for their turn before further ones are refused (503). */
export const exportsWaitingMax = 8;

/** Open live tails: each holds a socket and a queue. */
export const tailsMax = 200;

/** Records queued for one slow reader of a live tail; the oldest go first, and are counted. */
export const tailQueueRowsMax = 2_000;

/** Records of one event of a live tail, so that a page paints often. */
export const tailEventRowsMax = 500;

/** Silence after which a live tail writes a comment, so that proxies keep the connection. */
export const tailHeartbeatMs = 15_000;

/** Time a client has to send its headers: stops connections that trickle. */
export const headersTimeoutMs = 15_000;

/** Time a client has to send its whole request. */
export const requestTimeoutMs = 120_000;

/** Idle keep-alive time: above the 60 s of common load balancers, so that they close first. */
export const keepAliveTimeoutMs = 65_000;

/** Connections at once: below the usual limit of open files. */
export const connectionsMax = 4_096;

/** Time that requests under way have to finish when the server closes. */
export const drainTimeoutMs = 10_000;

/** What `Retry-After` says while the store opens or a bound is reached. */
export const retryAfterSeconds = 1;

/** Files of the page together: it is read from disk once and kept. */
export const pageBytesMax: number = 32 * 1024 * 1024;

/** Rejected lines named in one answer; a body of nonsense must not be answered with as much. */
export const rejectionsMax = 1_000;

/** Applications connected at once; each keeps one connection open. */
export const appsMax = 1_000;

/** Loggers an application may tell of; the logging library sends at most as many. */
export const appLoggersMax = 2_000;

/** Body of an application's registration or report: 2,000 loggers with long names. */
export const appBytesMax: number = 1024 * 1024;

/** Time an application has to say that it has set a level. */
export const appAnswerTimeoutMs = 5_000;

/** Longest time for which a level can be set: a day, as the logging library bounds it. */
export const appLevelMsMax = 86_400_000;

/** Time that the store has to tell of itself when metrics are asked for; Prometheus gives up after ten seconds. */
export const storeFactsTimeoutMs = 2_000;
