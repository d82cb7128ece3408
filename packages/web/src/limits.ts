/** Records asked for at a time: two screens of a tall window, so that scrolling seldom waits. */
export const pageRows = 200;

/** Records the list loads at most; beyond, a narrower search finds more than scrolling does. */
export const loadedRowsMax = 10_000;

/** Records the live tail keeps on the page; the oldest make room. */
export const tailRowsMax = 2_000;

/** Records that wait while the live tail is paused; the oldest make room and are counted. */
export const tailWaitingMax = 5_000;

/** How long arriving records are collected before the list is drawn again, so that a flood costs few redraws. */
export const tailFlushMs = 150;

/** How often the histogram is fetched again while the live tail runs. */
export const tailHistogramMs = 10_000;

/** Characters of a message in a row; the opened record shows more. */
export const rowTextCharsMax = 2_000;

/** Characters of one value in an opened record before "show all". */
export const recordTextCharsMax = 20_000;

/** Searches remembered in the browser. */
export const historyMax = 50;

/** Longest query kept in the history, so that the browser's storage stays small. */
export const historyCharsMax = 2_000;

/** A request is given up after this long; the server bounds its queries to less. */
export const requestTimeoutMs = 60_000;

/** Bars in the histogram of a wide window. */
export const histogramBuckets = 96;

/** Bars in the histogram of a window narrower than 700 pixels. */
export const histogramBucketsNarrow = 40;

/** Top values shown for one field. */
export const topValues = 10;

/** Records shown before and after an opened one. */
export const contextRows = 15;

/** Lines of a chart; a table with more series shows the largest. */
export const chartSeriesMax = 12;

/** Suggestions shown under the search bar. */
export const completionsMax = 12;

/** Differences of a comparison that are shown: the others are less significant. */
export const comparedDifferences = 100;

/** Time after which a search tells how far it is: most are over by then. */
export const progressAfterMs = 1_000;

/** How often it tells so. */
export const progressEveryMs = 500;

/** Rows of a table that are drawn; the rest is in the download. */
export const tableRowsMax = 1_000;

/** How often the running applications are asked for while their panel is open. */
export const appsRefreshMs = 3_000;

/** Loggers drawn of one application; beyond, a search finds them. */
export const appLoggersShownMax = 200;

/** How often a page to which no record has come looks whether one has. */
export const firstRecordMs = 3_000;
