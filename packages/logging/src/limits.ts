/** Bounds of the logging library. Every loop, cache and text that input could make long has its name here. */

/** Nesting at which a value is cut off with "[Object]": deeper data is a mistake more often than information. */
export const DEPTH_MAX = 8;

/** Keys or elements written of one object, array, map or set; the rest is counted in one last entry. */
export const ENTRIES_MAX = 256;

/** Nodes written of one value as a whole: a bound for wide and deep together. */
export const NODES_MAX = 10_000;

/** Characters kept of one string value; the store's own bound for a record is larger than some of these. */
export const STRING_LENGTH_MAX: number = 256 * 1024;

/** Characters kept of one stack trace. */
export const STACK_LENGTH_MAX: number = 64 * 1024;

/** Errors followed along `cause` and into `AggregateError.errors`. */
export const CAUSES_MAX = 16;

/** Frames captured for `stack_info`. */
export const STACK_FRAMES_MAX = 64;

/** Width or precision in a format specification, so that "%999999999d" cannot fill the memory. */
export const FORMAT_WIDTH_MAX = 4096;

/** Parsed message templates kept, so that a program that builds its messages cannot fill the memory. */
export const TEMPLATES_CACHED_MAX = 1000;

/** How long a buffered line may wait for its neighbours. */
export const FILE_FLUSH_INTERVAL_MS_DEFAULT = 1000;

/** Attempts to write to a descriptor that answers EAGAIN, with a pause between them: about five seconds. */
export const WRITE_ATTEMPTS_MAX = 50;

/** The pause between two such attempts. */
export const WRITE_PAUSE_MS = 100;

/** Keys the rate limit and the duplicate filter remember. */
export const FILTER_KEYS_MAX = 1000;

/** Records a handler that delivers over a network may hold; at 1 KB each about 10 MB. */
export const QUEUE_ENTRIES_MAX_DEFAULT = 10_000;

/** Bytes such a handler may hold. */
export const QUEUE_BYTES_MAX_DEFAULT: number = 16 * 1024 * 1024;

/** Records sent together. */
export const BATCH_ENTRIES_MAX_DEFAULT = 1000;

/** Bytes sent together: far below what servers take in one body. */
export const BATCH_BYTES_MAX_DEFAULT: number = 1024 * 1024;

/** A caller blocked by a full queue is let go after this. */
export const BLOCK_MS_DEFAULT = 1000;

/** `close()` and `flush()` go on delivering for this long when the server is away. */
export const CLOSE_MS_DEFAULT = 2000;

/** A record waits this long for company: nothing, except where a request costs more than a record. */
export const LINGER_MS_DEFAULT = 0;

/** The same where each batch is an HTTP request. */
export const HTTP_LINGER_MS_DEFAULT = 100;

/** First wait after a failed delivery. */
export const RETRY_FIRST_MS_DEFAULT = 500;

/** Longest wait after a failed delivery; also the longest Retry-After that is believed. */
export const RETRY_MS_MAX_DEFAULT = 30_000;

/** An exiting process waits this long for its handlers: service managers kill after 10 s or more. */
export const EXIT_DRAIN_MS_MAX = 2000;

/** Bytes a spool may keep on disk: an hour at 70 KB/s. */
export const SPOOL_BYTES_MAX_DEFAULT: number = 256 * 1024 * 1024;

/** A request or connection attempt of a handler is given up after this. */
export const REQUEST_MS_DEFAULT = 10_000;

/** Bytes of an error answer that are quoted. */
export const ANSWER_LENGTH_MAX = 512;

/** Nesting of a MessagePack value, written or read. */
export const FORWARD_MESSAGE_DEPTH_MAX = 32;

/** Lines of an INI configuration: such files are written by hand. */
export const INI_LINES_MAX = 10_000;

/** Length of one `args` or `kwargs` value. */
export const LITERAL_LENGTH_MAX = 16_384;

/** Nesting of such a value. */
export const LITERAL_DEPTH_MAX = 32;

/** Characters a shared file's batch grows to before it is appended within one turn of the event loop. */
export const SHARED_BATCH_LENGTH_MAX: number = 64 * 1024;

/** Bytes that wait in a process while a shared file cannot be written (a full disk); more is dropped and counted. */
export const SHARED_PENDING_BYTES_MAX: number = 8 * 1024 * 1024;

/** Entries of a LogQueue that was given no size. */
export const LOG_QUEUE_ENTRIES_MAX_DEFAULT = 100_000;

/** Records a QueueListener handles before the event loop gets its turn. */
export const LISTENER_TURN_ENTRIES_MAX = 1000;

/** How often a QueueListener looks into a queue that cannot call back. */
export const LISTENER_POLL_MS = 50;

/** Events that wait on a bus to be handled. */
export const EVENT_QUEUE_ENTRIES_MAX_DEFAULT = 10_000;

/** Events that a bus handles at the same time. */
export const EVENT_CONCURRENCY_DEFAULT = 64;

/** Pause before the first retry of a handler. */
export const EVENT_RETRY_FIRST_MS_DEFAULT = 100;

/** Longest pause before a retry of a handler. */
export const EVENT_RETRY_MS_MAX = 30_000;

/** After a rollover that failed, the next attempt waits this long; the records go on to the file there is. */
export const ROLLOVER_RETRY_MS = 1000;

/** A rotating handler looks at the real size of its file this often, as others may write to it or truncate it. */
export const FILE_SIZE_CHECK_MS = 1000;

/** Rolled-over files of one interval that are told apart by a number, when a clock goes back. */
export const ROLLOVER_NAMES_MAX = 10_000;

/** Bytes shown of one piece of a connection's data. */
export const NET_CONTENT_BYTES_DEFAULT = 256;

/** An attempt of a socket handler to connect or to write is given up after this. */
export const CONNECT_MS_DEFAULT = 5000;

/** Python's `retryStart`, `retryMax` (both in seconds) and `retryFactor` of SocketHandler. */
export const SOCKET_RETRY_START_S_DEFAULT = 1;
/** See {@link SOCKET_RETRY_START_S_DEFAULT}. */
export const SOCKET_RETRY_MAX_S_DEFAULT = 30;
/** See {@link SOCKET_RETRY_START_S_DEFAULT}. */
export const SOCKET_RETRY_FACTOR_DEFAULT = 2;

/** Bytes of one UDP datagram that IPv4 carries; a longer syslog message is cut there. */
export const DATAGRAM_BYTES_MAX = 65_507;

/** Field names whose JSON text is kept; a program that makes up names must not fill the memory. */
export const FIELD_NAMES_CACHED_MAX = 1000;

/** A thread that needs a shared file's lock now (flush, close, a full batch) is blocked no longer than this. */
export const SHARED_LOCK_WAIT_MS_MAX = 5_000;

/** Pause between two attempts to take a shared file's lock; holding it takes about a tenth of this. */
export const SHARED_LOCK_PAUSE_MS = 0.5;

/** A lock is looked at this often to see whether its holder is alive. */
export const SHARED_LOCK_CHECK_MS = 5;

/** A holder that lives but has kept the lock for so long is stopped, or a thread that was terminated. */
export const SHARED_LOCK_HELD_MS_MAX = 10_000;

/** How far from its end a shared file is searched for its last whole line: more than the largest batch. */
export const SHARED_REPAIR_BYTES_MAX: number = 16 * 1024 * 1024;

/** Source files whose names are kept in parts; evaluated code can have endless names. */
export const FILES_CACHED_MAX = 1000;

/** Nesting of a configuration, and steps of `cfg://` from one value to the next. */
export const CONFIG_DEPTH_MAX = 32;

/** Bytes of a configuration that comes from the network. */
export const LISTEN_BODY_BYTES_MAX: number = 1024 * 1024;

/** A sender that takes longer than this to send its configuration is cut off. */
export const LISTEN_MS_MAX = 10_000;

/** Senders that are served at the same time. */
export const LISTEN_CONNECTIONS_MAX = 8;

/** How often a watched configuration file is looked at. */
export const WATCH_INTERVAL_MS_DEFAULT = 1000;

/** Bytes of one frame between a cluster's worker and its listener; a batch is far smaller. */
export const CLUSTER_FRAME_BYTES_MAX: number = 64 * 1024 * 1024;

/** A listener that does not answer for so long is taken for dead, and the batch is sent again. */
export const CLUSTER_ACK_MS_DEFAULT = 30_000;

/** Writers a listener remembers; of older ones it no longer knows what it has. */
export const CLUSTER_WRITERS_MAX = 4096;

/** Values of an INI file that stand for one another, one after the other. */
export const INTERPOLATION_DEPTH_MAX = 10;

/** A forward server that does not acknowledge a batch for so long is asked again. */
export const FORWARD_ACK_MS_DEFAULT = 10_000;

/** Bytes of one answer of a forward server: they are a few dozen. */
export const FORWARD_ANSWER_BYTES_MAX = 65_536;

/** Python's default timeout of SMTPHandler, in seconds. */
export const SMTP_TIMEOUT_S_DEFAULT = 5;

/** Bytes of one answer of a mail server. */
export const SMTP_ANSWER_BYTES_MAX = 65_536;

/** Bytes of one record that another program sends. */
export const RECEIVER_FRAME_BYTES_MAX: number = 1024 * 1024;

/** Connections a log server takes at a time. */
export const RECEIVER_CONNECTIONS_MAX = 1000;

/** Loggers that a process tells a server of. */
export const REMOTE_LOGGERS_MAX = 2000;

/** Longest time for which a level can be set from outside: a day. */
export const REMOTE_LEVEL_MS_MAX = 86_400_000;

/** Characters of one event from a server; a command has a few hundred. */
export const REMOTE_EVENT_LENGTH_MAX: number = 64 * 1024;

/** First wait before a lost server is asked again. */
export const REMOTE_RETRY_FIRST_MS = 500;

/** Longest wait before a lost server is asked again. */
export const REMOTE_RETRY_MS_MAX = 30_000;

/** A server that is silent for so long, comments included, is taken for gone. */
export const REMOTE_SILENCE_MS_MAX = 45_000;

/** How often a process looks whether its loggers have changed. */
export const REMOTE_TREE_MS = 5_000;

/** Characters of one JSON line: what collectors and queues take as one record. */
export const LINE_LENGTH_MAX_DEFAULT: number = 1024 * 1024;

/** A buffer that grew beyond this for one long message is not kept for the next. */
export const FORWARD_WRITER_BYTES_KEPT_MAX: number = 1024 * 1024;

/** Bytes of plain data written in one pass; larger values are written by the engine after a look at them. */
export const JSON_BYTES_MAX: number = 64 * 1024;

/** A socket handler waits at least this long after a failure, whatever its `retryStart`. */
export const SOCKET_RETRY_MS_MIN = 100;

/** Values of a pickle's memo; a pickle of plain data has a few per value. */
export const PICKLE_MEMO_MAX = 100_000;

/** Nesting of a pickled value. */
export const PICKLE_DEPTH_MAX = 64;

/** Bytes or digits of a pickled whole number. */
export const PICKLE_INTEGER_LENGTH_MAX = 1000;
