import type { Difference } from "@cordwood/server/api";
import type { CSSProperties, ReactElement } from "react";
import { formatCount, formatShare } from "../text/count.js";
import { cut } from "../table/patternsOf.js";
import { Template } from "../table/PatternList.js";
import { shorten } from "../text/shorten.js";
import { Text } from "../text/Text.js";
import { describeLift } from "./describeLift.js";

/** Characters of a value or template; the whole of it is in the records behind it. */
const valueCharsMax = 300;

function Share(props: { share: number; kind: "here" | "there" }): ReactElement {
  const style = { "--share": props.share } as CSSProperties;
  return (
    <span className={`difference-bar ${props.kind}`} style={style}>
      <span>{formatShare(props.share)}</span>
    </span>
  );
}

/** One value or template with its shares here and there; a click shows its records. */
export function DifferenceItem(props: {
  difference: Difference;
  approximate: boolean;
  onShow: (clause: string) => void;
}): ReactElement {
  const { difference, approximate, onShow } = props;
  const { kind, field, value, query, selection, baseline } = difference;
  const lift = describeLift(difference);
  const about = approximate ? "about " : "";
  const counts = `${about}${formatCount(selection.count)} here, ${about}${formatCount(baseline.count)} there. Click: show these records.`;
  return (
    <li>
      <button type="button" title={counts} onClick={() => onShow(query)}>
        <span className={`difference-lift ${lift.more ? "more" : "less"}`}>{lift.text}</span>
        <span className="difference-bars">
          <Share share={selection.share} kind="here" />
          <Share share={baseline.share} kind="there" />
        </span>
        <span className="difference-value">
          <span className="difference-field">{kind === "template" ? "message" : <Text value={field} />}</span>{" "}
          {kind === "template" ? (
            <Template pieces={cut(shorten(value, valueCharsMax))} />
          ) : (
            <Text value={shorten(value, valueCharsMax)} />
          )}
        </span>
      </button>
    </li>
  );
}
