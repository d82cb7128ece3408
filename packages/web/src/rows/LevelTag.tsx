import type { ReactElement } from "react";
import { levelStep } from "../level/level.js";
import { Text } from "../text/Text.js";

/** A level as a coloured mark with its name, so that colour is never the only sign. */
export function LevelTag({ level, severity }: { level: string; severity: number }): ReactElement {
  const step = levelStep(level, severity);
  return (
    <span className={`level level-${step}`}>
      <span className={`swatch back-${step}`} />
      <span className="level-name">{level === "" ? "–" : <Text value={level} />}</span>
    </span>
  );
}
