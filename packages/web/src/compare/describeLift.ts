import type { Difference } from "@cordwood/server/api";

/** What a difference means for a person. */
export interface Lift {
  /** `new`, `gone`, `×5.2`, `÷3`. */
  text: string;
  more: boolean;
}

/** How much more or less frequent something is: as a factor, or that it is new, or gone. */
export function describeLift({ selection, baseline, lift }: Pick<Difference, "selection" | "baseline" | "lift">): Lift {
  if (baseline.share === 0 || lift === null) return { text: "new", more: true };
  if (selection.share === 0) return { text: "gone", more: false };
  const more = lift >= 1;
  const factor = more ? lift : 1 / lift;
  const digits = factor < 10 ? 1 : 0;
  return { text: `${more ? "×" : "÷"}${factor.toFixed(digits)}`, more };
}
