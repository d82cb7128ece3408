/** What one check of `cordwood doctor` found. */
export interface Finding {
  check: string;
  result: "ok" | "warning" | "failed";
  detail: string;
}

/** What the checks look at. */
export interface Subject {
  /** Absolute path of the data directory; it need not exist yet. */
  data: string;
  host: string;
  port: number;
}

/** One check. A throw counts as failed, with the error's message. */
export interface Check {
  name: string;
  run(subject: Subject): Promise<Omit<Finding, "check">> | Omit<Finding, "check">;
}
