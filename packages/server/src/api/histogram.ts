import type { Histogram } from "@cordwood/store";

/** Answer of `GET /api/v1/histogram?query=&from=&to=&by=&buckets=`. */
export type HistogramResponse = Histogram;
