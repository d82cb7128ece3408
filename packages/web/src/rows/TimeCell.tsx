import type { ReactElement } from "react";
import type { Zone } from "../range/instant.js";
import { isoToMs, momentParts } from "../range/moment.js";

/** A record's time; the date is dimmed, because it mostly repeats. */
export function TimeCell({ time, zone }: { time: string; zone: Zone }): ReactElement {
  const ms = isoToMs(time);
  if (Number.isNaN(ms)) return <time>{time}</time>;
  const { date, clock } = momentParts(ms, zone);
  return (
    <time dateTime={time} title={time}>
      <span className="date">{date} </span>
      {clock}
    </time>
  );
}
