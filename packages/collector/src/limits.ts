// Every bound of the collector that is not an option, with its reason.

/** A segment is sealed when it reaches this; the store takes 16 to 64 MiB at the same cost per record. */
export const segmentBytesMax: number = 32 * 1024 * 1024;
/** A segment that is not empty is sealed after this, so that a record is searchable soon. */
export const segmentAgeMsMax = 1000;
/** While this many segments wait for every output, age seals no more: a slow store gets few large ones, not many small. */
export const sealedWaitingMax = 4;
/** With this many sealed segments age takes twice as long, and so on: an output that is away for days leaves no millions. */
export const sealSlowdownSegments = 1000;
/** What the buffer keeps on disk at most unless configured. */
export const bufferBytesMax: number = 4 * 1024 * 1024 * 1024;
/** An output that misses records because its bound was reached gets them again below this share of it. */
export const roomAgainShare = 0.9;
/** That an output's bound is no longer reached is said below this share: dropping a segment is not yet room. */
export const roomSaidShare = 0.5;
/** A segment is at most this share of the smallest bound of an output, so that dropping one does not drop everything. */
export const segmentShareOfBound = 0.25;
/** One write and fsync carries at most this, so that a group's appends are acknowledged without long waits. */
export const groupBytesMax: number = 8 * 1024 * 1024;
/** Appends that wait for the disk; beyond it an append waits or is refused. Bounds memory. */
export const pendingBytesMax: number = 64 * 1024 * 1024;
/** Wait before the disk is tried again when it is full. */
export const diskRetryMs = 500;
/** Journals whose segment is delivered before positions are checkpointed at once. */
export const retiredJournalsMax = 64;
/** Time between checkpoints of positions while segments are delivered. */
export const checkpointIntervalMs = 1000;
/** Positions of one frame as JSON; more than any group of appends needs, and a bound for hostile files. */
export const framePositionsBytesMax: number = 64 * 1024 * 1024;

/** One line of an input; longer ones are cut into parts of this size. */
export const lineBytesMax: number = 1024 * 1024;
/** Bytes read from a file at once. */
export const readBytes: number = 256 * 1024;
/** Files of a directory looked at together to find a renamed one. */
export const rotatedLookupsMax = 8;
/** Where there are more files than may be open, one that has not grown for this long is closed. */
export const idleCloseMs = 5000;
/** Looking for files takes at most this share of the time. */
export const discoverShareMax = 0.1;
/** Files read at the same time. */
export const readersMax = 4;
/** Open files kept by the tail, well below the 1024 that a process may have open by default. */
export const openFilesMax = 512;
/** Batches of tailed lines on their way to the disk before reading pauses. */
export const batchesInFlightMax = 8;
/** Tailed lines wait for the append under way until they are this many bytes. */
export const tailBatchBytes: number = 384 * 1024;
/** A tail that is stopped waits this long for a full buffer to take what was read. */
export const tailStopMs = 2000;
/** Writers without work that a tail keeps. */
export const tailIdleWritersMax = 8;
/** Bytes at the start of a file that tell it from another with the same inode. */
export const fingerprintBytesMax = 1024;
/** Remembered positions; the oldest go first. */
export const positionsMax = 100_000;
/** A file is looked at again after this when it was just active. */
export const pollMsMin = 100;
/** An idle file is looked at this often while there are few files. */
export const idlePollMs = 250;
/** An idle file is looked at least this often, however many there are. */
export const idlePollMsMax = 4000;
/** Patterns are matched against the directories this often. */
export const discoverMs = 1000;
/** A last line without a newline is delivered after this long without more. */
export const quietMs = 1000;
/** An open multi-line record is delivered after this long without more: a stack trace is written in one go. */
export const openRecordQuietMs = 300;
/** A renamed file is followed this long after its last growth. */
export const rotatedFileMs = 5000;
/** Files one pattern may match. */
export const globFilesMax = 100_000;

/** First wait before an output is tried again; doubled each time. */
export const retryMsMin = 100;
/** Longest wait between tries of an output. */
export const retryMsMax = 30_000;
/** Time `stop()` gives outputs to take what is buffered; the rest stays on disk for the next start. */
export const stopTimeoutMs = 10_000;
/** Levels of nesting that are flattened in a record; deeper lines are kept as text. */
export const depthMax = 64;

/** Quarter hours of which a zone remembers the offset: a year of logs. */
export const zoneCacheEntriesMax = 35_040;
/** Lines joined into one record; deeper stack traces are cut into several. */
export const groupedLinesMax = 2000;
/** Length of a record joined from several lines, in UTF-16 units. */
export const groupedTextMax: number = 1024 * 1024;
/** Texts that are copied in one go; longer ones go the general way, whose memory is not kept. */
export const copiedTextBytesMax: number = 64 * 1024;
/** Attributes of one record as bytes that are put together without JavaScript values; memory for as many is kept. */
export const copiedAttributesBytesMax: number = 4 * 1024 * 1024;
/** Attributes of one record; what is beyond is counted in `cordwood.attributes_left_out`. */
export const attributesMax = 1000;
/** An ingest request waits this long for room in the buffer before it is refused. */
export const ingestWaitMs = 1000;
/** Length of a regular expression, grok references expanded. */
export const patternLengthMax: number = 64 * 1024;
/** How deep grok patterns may name each other. */
export const grokDepthMax = 16;

/** One message of a protocol that must be held whole: a MessagePack object, a GELF message, an OTLP or Loki body. */
export const messageBytesMax: number = 64 * 1024 * 1024;
/** What a compressed body may grow to; a bomb ends here. */
export const decompressedBytesMax: number = 256 * 1024 * 1024;
/** Compressed bytes taken at once: deflate grows them a thousandfold at most, so this bounds the memory of a step. */
export const inflateStepBytes: number = 16 * 1024;
/** Tag of a forward message. */
export const forwardTagBytesMax: number = 64 * 1024;
/** One forward entry; it is held whole, as bytes and, where it is not plain, as values and text. */
export const forwardEntryBytesMax: number = 8 * 1024 * 1024;
/** A forward entry that is nested too deeply is kept with as many of its bytes. */
export const keptEntryBytesMax: number = 48 * 1024;
/** A forward chunk that is larger goes to the disk in parts of this size while it arrives, in bytes of its records. */
export const forwardPartBytes: number = 4 * 1024 * 1024;
/** When the connections of an input hold too much together, each that has this much writes it. */
export const forwardPartBytesMin: number = 64 * 1024;
/** What the connections of a forward input hold together of records that are not on the disk. */
export const forwardHeldBytesMax: number = 64 * 1024 * 1024;
/** Writers without work that a forward input keeps. */
export const forwardIdleWritersMax = 4;
/** Chunks and parts of chunks that a forward input remembers, so that what is sent again is known; oldest go first. */
export const forwardChunksMax = 4096;
/** Chunk ids of this length are remembered as they are, longer ones by their hash. */
export const forwardChunkIdBytesMax = 64;
/** One syslog frame; longer ones are cut. */
export const syslogFrameBytesMax: number = 1024 * 1024;
/** GELF messages whose chunks are awaited; the oldest goes first. */
export const gelfPendingMax = 1024;
/** Bytes of chunks that wait for the rest of their message. */
export const gelfPendingBytesMax: number = 16 * 1024 * 1024;
/** Chunks of a message arrive within this (GELF specification) or are dropped. */
export const gelfChunkMsMax = 5000;
/** Chunks of one message (GELF specification). */
export const gelfChunksMax = 128;
/** A pickled log record; Python's own are a few kilobytes. */
export const pickleBytesMax: number = 4 * 1024 * 1024;
/** Lines of one statsd packet. */
export const statsdLinesMax = 1000;
/** What the entries of one compressed forward chunk may decompress to; they are decoded in steps, so this bounds time. */
export const forwardInflatedBytesMax: number = 1024 * 1024 * 1024;
/** Values of one forward chunk that are no entries before the connection is given up. */
export const forwardStrayEntriesMax = 100;
/** Records that came over the network and wait for the append before them. */
export const batchBytesMax: number = 4 * 1024 * 1024;
/** Connections of one input. */
export const connectionsMax = 1000;
/** An HTTP output waits this long for an answer: a large segment over a slow line. */
export const httpTimeoutMs = 60_000;
/** Buckets of latencies: from a memory copy to the longest time-out of a target. */
export const latencyBoundsSeconds: readonly number[] = [0.005, 0.02, 0.1, 0.5, 2, 5, 15, 60];
/** What the connections of one input hold together of messages that have not arrived whole; memory for them is twice that. */
export const pendingMessageBytesMax: number = 32 * 1024 * 1024;
/** A client has this long for its TLS handshake. */
export const tlsHandshakeMsMax = 10_000;
/** A silent connection is probed after this, so that those of dead peers end. */
export const keepAliveProbeMs = 60_000;
/** Warnings about senders come no more often than this, so that a sender cannot fill the log. */
export const complaintMsMin = 10_000;
/** The system keeps this much of datagrams that wait (or its own bound, if that is less). */
export const udpReceiveBytes: number = 4 * 1024 * 1024;
/** Segments of which an output remembers how far they are delivered: more than any output has under way. */
export const deliveriesRememberedMax = 64;
/** An output's request carries at most this unless configured: what Elasticsearch and Loki advise and gateways let pass. */
export const requestBytesMax: number = 4 * 1024 * 1024;
/** Records of one request unless configured. */
export const requestRecordsMax = 5000;
/** An answer of a target; what is beyond is not read. A bulk answer has some 300 bytes for each refused record. */
export const answerBytesMax: number = 8 * 1024 * 1024;
/** A target's own words in a message. */
export const quotedBytesMax = 300;
/** The longest wait that a target may ask for (Retry-After). */
export const retryAfterMsMax = 300_000;
/** Connections of one output that are kept open. */
export const outputSocketsMax = 8;
/** A connection to a target that is not used is closed after this. */
export const idleSocketMs = 30_000;
/** Changes of a component's health are told at most this often; those in between are counted. */
export const healthReportMsMin = 10_000;
/** Time that a changed output has to finish what is on its way when the configuration is read again. */
export const reloadStopMs = 10_000;
/** Files of records that outputs refused for good; a target that refuses everything makes one for each segment. */
export const deadLettersMax = 10_000;
/** Records that outputs refused for good; beyond it the oldest go. */
export const deadLetterBytesMax: number = 1024 * 1024 * 1024;
/** Refused batches of a segment that are halved to find the record that is wrong; then they are refused whole. */
export const refusalSearchesMax = 64;
/** Values of one label of a counted metric, as the guard of @cordwood/metrics bounds them. */
export const countedLabelValuesMax = 200;
/** Series of one counted metric; what an exposition can carry for each of several metrics. */
export const countedSeriesMax = 10_000;
/** Metrics that the processors of one pipeline count. */
export const countedMetricsMax = 100;
/** Metrics with those that inputs take: senders of statsd have many names, mostly of one series each. */
export const takenMetricsMax = 5000;
/** Length of a label's value in a counted metric; longer ones are cut. */
export const labelValueLengthMax = 200;
/** The store has failed with a segment this often … */
export const poisonTriesMin = 10;
/** … and has taken this many others meanwhile, before it counts as one that it will never take. */
export const poisonOthersMin = 10;
/** Drops are told at once and then at most this often, added up. */
export const dropReportMs = 10_000;
/** One answer of a forward server: an acknowledgement or a part of the handshake. */
export const forwardAnswerBytesMax: number = 64 * 1024;
/** Wait for a forward server to connect and to acknowledge unless configured. */
export const forwardTimeoutMs = 30_000;
/** A forward server that failed is looked at again after this, and then as often, unless configured. */
export const forwardRecoverMs = 5000;
/** Names with their tags that a statsd input counts in one interval, and series of all its metrics together. */
export const statsdSeriesMax = 10_000;
/** A line of statsd; names and tags are kept, so this bounds them. */
export const statsdLineLengthMax = 8192;
/** Members of all statsd sets of an input in one interval; beyond it a set says fewer than it has. */
export const statsdSetMembersMax = 100_000;
/** First wait before a program that ended is started again; doubled each time it ends early. */
export const execBackoffMsMin = 500;
/** Longest wait before a program is started again. */
export const execBackoffMsMax = 60_000;
/** A program that ran this long is started again after the first wait. */
export const execSteadyMs = 10_000;
/** Time that a program has to end before it is killed. */
export const execKillMs = 3000;
/** What docker writes of a container: its command, mounts and labels; some 10 KiB. */
export const containerConfigBytesMax: number = 4 * 1024 * 1024;
/** Keys that one processor keeps apart (throttle, dedup, sample, multiline); the one not seen for longest goes first. */
export const processorKeysMax = 10_000;
/** What a summary quotes of the message of a record that was held back. */
export const summaryMessageLengthMax = 2000;
/** Summaries of one processor that wait to be taken; of more only the number is told. */
export const summariesMax = 1000;
/** A throttle tells this often how much it held back. */
export const summaryMs = 10_000;
/** The rate of an adaptive sample follows what came in this time. */
export const sampleWindowMs = 10_000;
/** How long the same records are dropped by dedup unless configured. */
export const dedupWindowSeconds = 60;
/** Texts that a line is searched for before it is parsed; more would cost as much as parsing. */
export const neededTextsMax = 8;
/** Processors are asked this often for what is due: held records and summaries. */
export const processorFlushMs = 100;
/** A record that a multiline processor keeps open goes on after this long without more, unless configured. */
export const joinTimeoutMs = 300;
/** Bytes of the file of an enrich processor; it is held in memory. */
export const lookupBytesMax: number = 64 * 1024 * 1024;
/** Rows of the file of an enrich processor. */
export const lookupRowsMax = 1_000_000;
/** The file of an enrich processor is looked at this often for a change. */
export const lookupCheckMs = 1000;
/** Errors of one processor are written to the log at most this often; all are counted. */
export const processorErrorMsMin = 10_000;
/** Files that one file output writes at the same time; a field that is hostile makes no more. */
export const outputFilesMax = 1000;
/** Files that a file output looks at to see which are too old or too many. */
export const retainedFilesMax = 100_000;
/** Time between looks for files that are too old. */
export const retentionIntervalMs = 60_000;
/** Bytes at the end of a file that are searched for the last whole line. */
export const tornLineBytesMax: number = 64 * 1024 * 1024;
/** What a scraped endpoint may answer; large exporters have some megabytes. */
export const scrapeBytesMax: number = 16 * 1024 * 1024;
/** Samples of one scrape. */
export const scrapeSamplesMax = 100_000;
/** Wait for a broker (Kafka, NATS) to connect and to acknowledge unless configured. */
export const brokerTimeoutMs = 30_000;
/** Messages published to NATS that wait for their acknowledgement. */
export const natsInFlightMax = 256;
/** A request to Kafka carries at most this unless configured: brokers take batches of 1 MiB by default. */
export const kafkaRequestBytesMax: number = 900 * 1024;
/** The directory of dead letters is looked at this often for requests to deliver them once more. */
export const replayPollMs = 500;
/** Wait for a client to say goodbye to its servers. */
export const closeTimeoutMs = 2000;
/** Lines of a container's other stream behind which an open record is taken for whole. */
export const openRecordLinesMax = 100;
/** Bytes of one object in S3, before compression, unless configured: held in memory while it is made. */
export const objectBytesMax: number = 32 * 1024 * 1024;
/** What may wait in the folder of an S3 output; the buffer keeps the rest. */
export const stagedBytesMax: number = 512 * 1024 * 1024;
/** What waits in the folder of an S3 output waits no longer than this unless configured. */
export const stagingIntervalMs = 300_000;
/** Wait for the metadata service of a container or machine, which is near or not there. */
export const credentialsTimeoutMs = 2000;
/** Keys that end sooner than this are looked up again. */
export const credentialsFreshMs = 300_000;
/** Senders whose numbered batches are remembered: processes that sent something lately. */
export const sendersMax = 2000;
/** Batches before a sender's last of which it is known whether they were taken; a sender has one under way at a time. */
export const batchWindow = 64;
/** The same for Parquet, whose records are objects in memory while it is made. */
export const parquetBytesMax: number = 16 * 1024 * 1024;
/** Fields of one journal entry; journald itself keeps 1024. */
export const journalEntryFieldsMax = 1024;
/** What is read of a segment at once to select records of it: several outputs may do so at the same time. */
export const selectBlockBytes: number = 1024 * 1024;
/** Wait for the connection to a broker. */
export const brokerConnectMs = 5000;
/** An answer that nothing is read from but its beginning; a longer one costs the connection. */
export const shortAnswerBytesMax: number = 64 * 1024;
/** The files of a TLS certificate are looked at this often for a renewal. */
export const tlsCheckMs = 30_000;
/** Refused records are told at once, then after this, doubled as long as an output takes nothing … */
export const refusalReportMsMin = 10_000;
/** … up to this. */
export const refusalReportMsMax = 3_600_000;
/** An audit record is followed by a signature after at most this many others: what may be cut off unnoticed. */
export const auditSignedEveryRecords = 1000;
/** An audit record is signed after this at the latest. */
export const auditSignedEveryMs = 60_000;
/** Time that the last signature has when the collector closes; a full disk must not hold it up. */
export const auditCloseMs = 2000;
/** Ranges of removed audit records that one record stands for: some 50 kB. */
export const auditStumpRangesMax = 200;
