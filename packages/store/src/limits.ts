/** Inserts that run side by side at most: the engine's parser uses one thread each. */
export const insertConcurrencyMax = 4;

/** Inserts that run side by side: a fourth made four cores 8 % faster and took 140 MB more. */
export const insertConcurrencyDefault = 3;

/** Bounds in seconds of the buckets that latencies of queries and inserts are counted in. */
export const latencyBoundsS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Milliseconds that facts about the tables are kept for: metrics are asked for more often than they change. */
export const factsEveryMs = 10_000;

/** Datasets that facts name at most: senders choose their names. */
export const factsDatasetsMax = 50;

/** Read queries that run side by side; each holds a libuv thread, so inserts + reads + 2 must stay below UV_THREADPOOL_SIZE. */
export const queryConcurrencyDefault = 5;

/** Queries that wait for a free session before further ones are refused: a page sends about ten at once. */
export const queryQueueMax = 200;

/** Seconds that one query may take. A person has given up by then; a wide one is better narrowed. */
export const queryTimeoutSDefault = 30;

/** Seconds that one export may take. */
export const exportTimeoutSDefault = 3600;

/** Bytes of memory that one query may hold. */
export const queryMemoryBytesDefault: number = 400 * 1024 * 1024;

/** Bytes of memory that one insert may hold: a 64 MB segment takes about 250 MB. */
export const insertMemoryBytesMax: number = 900 * 1024 * 1024;

/** Rows that one query may read: ten thousand million takes minutes on one disk. */
export const queryReadRowsDefault = 10_000_000_000;

/** Rows that a statement of `sql` may return. */
export const sqlResultRowsMax = 10_000;

/** Longest statement of `sql` in characters. */
export const sqlLengthMax = 65_536;

/** Segments whose tokens the engine remembers, so that the same one again is not stored twice. */
export const deduplicationWindow = 100_000;

/** Seconds for which replicas remember them: longer than a buffer waits for a shard that is away. */
export const deduplicationWindowS = 2_592_000;

/** Days before a chunk was made in which its records are kept in partitions of a day; older ones share months, then years. */
export const dayPartitionsMax = 62;

/** Days before a chunk was made in which its records are kept in partitions of a month. */
export const monthPartitionDaysMax = 800;

/** Days after a chunk was made that a record's time may lie before it shares one partition with all of the future. */
export const futureDaysMax = 3;

/** Batches of new records that a slow reader of a live tail may be behind before it is told to leave. */
export const tailBatchesMax = 256;

/** Records in one batch of a live tail; what exceeds it in one segment is not shown live (it is stored all the same). */
export const tailRowsMax = 1000;

/** Records before and after one that `context` returns at most. */
export const contextRowsMax = 1000;

/** Values of a field that `values` returns at most. */
export const valuesMax = 1000;

/** Attribute names that `fields` returns at most. */
export const fieldsMax = 500;

/** Time for which the number of stored records is remembered: whether a sample is due changes slowly. */
export const storedRowsKeptMs = 10_000;

/** Records of a sample that are enough for `fields`: a share of one in a hundred is seen in twenty of them. */
export const fieldsSampleMin = 2000;

/** Records of the store above which `values` counts in a sample: so many are counted in about 0.2 s. */
export const valuesSampleAbove = 50_000_000;

/** Records of a sample that are enough for `values`: the least of ten values with 1 % each is off by about 7 %. */
export const valuesSampleMin = 20_000;

/** Records that `fields` looks at for attribute names; above that it takes a sample and the shares are estimates. */
export const fieldsSampleMax = 200_000;

/** Milliseconds between two touches of the lock file. */
export const lockTouchMs = 2000;

/** Age in milliseconds at which the lock of a process on another host counts as left behind. */
export const lockStaleMs = 20_000;

/** Buckets of a histogram at most: more than a screen has columns. */
export const bucketsMax = 2000;

/** Buckets of a histogram when the caller names no number. */
export const bucketsDefault = 60;

/** Values that a histogram keeps apart; the others are added up. */
export const seriesMax = 12;

/** Chunks that the live feed remembers, so that a segment inserted again is not shown twice. */
export const recentChunksMax = 1000;

/** Times that a left-behind lock is cleared while another process does the same. */
export const lockAttemptsMax = 5;

/** Attributes that have a column of their own at a time: each costs a few files per part. */
export const attributeColumnsMax = 32;

/** Share of records that must have an attribute before it gets a column. */
export const promoteShareMin = 0.02;

/** How rare the rarest column must be, as a part of the share of the attribute that wants its place. */
export const retireShareMax = 0.1;

/** Bytes at the beginning of a segment that are looked at for attributes. */
export const censusBytesMax: number = 512 * 1024;

/** Lines at the beginning of a segment that are looked at. */
export const censusLinesMax = 1000;

/** Looked-at records after which older ones count half. */
export const censusRecordsMax = 20_000;

/** Attributes that are counted, and values of one that are told apart. */
export const censusValuesMax = 1000;

/** Records inserted between two looks. */
export const censusEveryRecords = 100_000;

/** Milliseconds after which the next insert looks, however few records came. */
export const censusEveryMs = 60_000;

/** Records looked at before an attribute gets a column: fewer say too little. */
export const censusRecordsMin = 500;

/** Bytes of one statement with its parameters: a query of the greatest length becomes less. */
export const queryBytesMax: number = 2 * 1024 * 1024;

/** Milliseconds between two runs of retention: a partition is dropped at most this late. */
export const retentionEveryMs = 600_000;

/** Milliseconds that a request to a ClickHouse server may take: above the longest export. */
export const requestTimeoutMs = 4_000_000;

/** Milliseconds between two looks for chunks that other servers have inserted, while somebody tails. */
export const newsEveryMs = 1000;

/** Milliseconds of news that are read again each time: clocks of shards differ, and a slow insert is seen late. */
export const newsOverlapMs = 5000n;

/** Chunks of one look: more than a cluster takes in a second. */
export const newsRowsMax = 1000;

/** Milliseconds between two looks at the columns of a table that other processes use too. */
export const columnReloadMs = 5000;

/** Milliseconds before a new column of such a table is written to: three looks of the others. */
export const columnSettleMs = 15_000;

/** Milliseconds between two tries to end a statement that was cancelled before the engine had begun it. */
export const cancelRetryMs = 200;

/**
 * Bytes of memory that all queries and inserts may hold together: with the engine's code, and what the allocator keeps,
 * the process stays below 1.2 GB. Three segments of 64 MB take about 700 MB while they are inserted, three of 32 MB
 * about 530 MB.
 */
export const memoryBytesDefault: number = 896 * 1024 * 1024;

/** Times that an insert is tried while other statements hold the memory; the engine waits 5 s for it each time. */
export const insertAttemptsMax = 12;

/**
 * Times that a query is tried while other statements hold the memory: inserts let go of it every second or so. More
 * would only keep a person waiting where it is the queries themselves that want too much.
 */
export const queryAttemptsMax = 3;

/** Milliseconds between two such tries. */
export const memoryRetryMs = 500;

/** Rows of one block of an insert: more than a segment has. */
export const insertBlockRows = 10_000_000;

/** Records of one side that a comparison looks at: enough that a share of one in a thousand is seen. */
export const compareSampleMax = 60_000;

/** Differences that a comparison answers at most. */
export const compareRowsMax = 500;

/** Longest value in characters that a comparison looks at: longer ones are texts of their own, not values. */
export const compareValueCharactersMax = 200;

/** How much of a sample is taken by choosing rows rather than granules: neighbours are alike, so not too few places. */
export const sampleRowsEach = 16;

/** Ranges of audit records that one run of retention removes: each is some 250 bytes of the record that stands for them. */
export const removedRangesMax = 10_000;

/** Newest chunks that a move takes one by one, with their own tokens: more than inserts that run side by side. */
export const moveNewestChunks = 16;

/** Records of one batch of a move: as many as a segment of 64 MB has. */
export const moveBatchRecords = 200_000;

/** Chunks of one batch of a move: their ids stand in one statement. */
export const moveBatchChunksMax = 2000;

/** Batches of a move that are under way side by side: one is read while another is inserted. */
export const moveConcurrency = 2;
