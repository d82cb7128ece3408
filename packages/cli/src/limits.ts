// Every bound of the command, with its reason. Units stand last in the name.

/** Length of a configuration file: a page of settings, not data. */
export const configBytesMax: number = 1024 * 1024;

/** Records of Cordwood's own that wait to be stored; beyond it the newest are dropped and counted. */
export const ownRecordsMax = 10_000;

/** Own records go to the store in batches, at most this late. */
export const ownRecordsFlushMs = 500;

/** Own records of one batch. */
export const ownRecordsBatchMax = 1_000;

/** Characters of one record on a terminal; longer ones end with an ellipsis. */
export const messageCharactersMax = 8_192;

/** Columns of a table's cell on a terminal before it is cut. */
export const cellColumnsMax = 120;

/** Bytes of one batch that `pipe` sends. */
export const pipeBatchBytesMax: number = 1024 * 1024;

/** `pipe` sends what it has at most this late. */
export const pipeFlushMs = 250;

/** Longest line that `pipe` joins before it sends it in pieces. */
export const pipeLineBytesMax: number = 1024 * 1024;

/** How long `pipe` tries to deliver a batch before it gives up; the sender waits meanwhile. */
export const pipeRetryMs = 60_000;

/** Time until a server counts as unreachable. */
export const connectTimeoutMs = 5_000;

/** Time after which a query tells how far it is: most are over by then. */
export const progressAfterMs = 1_000;

/** Time between two lines that tell so. */
export const progressEveryMs = 500;

/** Time that one query of the command may take. */
export const queryTimeoutMs = 120_000;

/** First and longest pause between attempts to reconnect. */
export const reconnectFirstMs = 250;
/** See {@link reconnectFirstMs}. */
export const reconnectMsMax = 10_000;

/** One event of a live tail; a longer one means that the other side is no Cordwood. */
export const eventCharactersMax: number = 64 * 1024 * 1024;

/** Free disk space below which `doctor` warns. */
export const diskFreeBytesMin: number = 1024 * 1024 * 1024;

/** Time that `doctor` gives the engine to open a store. */
export const doctorEngineMs = 60_000;

/** Time that a process has to store what is under way after a mistake that nobody caught. */
export const crashCloseMs = 10_000;

/** How often `up` tells on a terminal how far it has read. */
export const progressMs = 1_000;

/** Signals that come within this time of the first count as one Ctrl-C. */
export const sameSignalMs = 500;

/** A configuration file is read again when it has been left alone for this long. */
export const configSettleMs = 200;

/** How often `replay` looks whether the running collector has answered. */
export const replayPollMs = 100;

/** How long `replay` waits for the running collector: as long as a slow target may take for a large segment. */
export const replayWaitMs = 120_000;

/** Records of the audit chain asked for at once: the server sorts as many in memory. */
export const auditWindowRecords = 5_000;

/** The last audit records may be without a signature for this long; a collector that runs signs within a minute. */
export const auditUnsignedMinutes = 15;

/** Records that stand for removed ones, read before the chain is. */
export const auditStumpsMax = 100_000;

/** How often `store migrate` tells how far it is. */
export const moveProgressMs = 1_000;

/** Segments are stored side by side: a gap at a record that came within this time may be about to close. */
export const auditFreshMs = 60_000;

/** Wait before a chain with such a gap is read again. */
export const auditGapWaitMs = 2_000;

/** Times that it is read again. */
export const auditGapTries = 5;
