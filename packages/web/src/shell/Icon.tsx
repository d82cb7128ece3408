import type { ReactElement } from "react";

// Drawn on a 16 pixel square with a 1.5 pixel stroke.
const paths = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.5V8l2.5 1.5",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  chevron: "M6 4l4 4-4 4",
  left: "M10 4 6 8l4 4",
  down: "M4 6l4 4 4-4",
  play: "M5 3.5v9l7-4.5Z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  refresh: "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
  copy: "M6 6h7v7H6zM3 10V3h7",
  link: "M6.5 9.5l3-3M7 5l1.5-1.5a2.5 2.5 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.5 2.5 0 0 1-4-4L5 7",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  wrap: "M2.5 4h11M2.5 8h8.5a2 2 0 0 1 0 4.5H8M9.5 11 8 12.5 9.5 14M2.5 12H5",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z",
  auto: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5.5l4.5-.5M8 9l5.5-.5M8 12.3l3.5-.5",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.3 6.2a1.8 1.8 0 1 1 2.4 2c-.5.2-.7.5-.7 1M8 11.3v.2",
  fields: "M2.5 4h3M2.5 8h3M2.5 12h3M8 4h5.5M8 8h5.5M8 12h5.5",
  download: "M8 2.5v7M5 7l3 3 3-3M3 13h10",
  out: "M6.5 9.5l7-7M9 2.5h4.5V7M12 9.5V13H3V4h3.5",
  apps: "M2.5 4h6M12 4h1.5M10 2.5v3M2.5 8H4M7.5 8h6M5.8 6.5v3M2.5 12h5M11 12h2.5M9 10.5v3",
  up: "M4 10l4-4 4 4",
} as const;

/** Names of the icons there are. */
export type IconName = keyof typeof paths;

/** A small line drawing; decoration only, the button around it carries the name. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
