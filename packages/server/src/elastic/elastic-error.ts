import { ServerError } from "../errors.js";

/** A request that Elasticsearch would refuse, or that is not supported here, with Elasticsearch's name for the kind. */
export class ElasticError extends ServerError {
  /** Such as `parsing_exception`. */
  readonly type: string;

  constructor(type: string, reason: string) {
    super("CW_SERVER_ELASTIC", { reason });
    this.type = type;
  }
}

/** A body that cannot be parsed. */
export function parsingError(reason: string): ElasticError {
  return new ElasticError("parsing_exception", reason);
}

/** A value that cannot be used where it stands. */
export function argumentError(reason: string): ElasticError {
  return new ElasticError("illegal_argument_exception", reason);
}
