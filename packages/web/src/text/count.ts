const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** A number with separators: `12,345`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A number in three or four characters: `12.3K`. */
export function formatCompact(count: number): string {
  return short.format(count);
}

/** A share of one as percent: `12%`, `<1%` for the small that are not nothing. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return "<1%";
  if (share > 0.99 && share < 1) return ">99%";
  return `${Math.round(share * 100)}%`;
}
