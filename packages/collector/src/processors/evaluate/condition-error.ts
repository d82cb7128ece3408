/** Why a condition or an expression cannot be evaluated on a record; told to users within `CW_COLLECTOR_CONDITION`. */
export class ConditionError extends Error {
  override readonly name = "ConditionError";
}
