import { levelStep } from "../level/level.js";
import type { Series } from "./chartOf.js";

/** Class names of a line and of its mark in the legend. */
export interface SeriesLook {
  line: string;
  swatch: string;
}

/** Lines that are levels take the levels' colours; others take the palette's, in order. */
export function seriesLooks(series: readonly Series[]): SeriesLook[] {
  const steps = series.map(({ name }) => levelStep(name));
  if (series.length > 0 && steps.every((step) => step !== "other")) {
    return steps.map((step) => ({ line: `line-${step}`, swatch: `back-${step}` }));
  }
  return series.map((_, index) => ({ line: `line-${index}`, swatch: `line-back-${index}` }));
}
