/** Calls `before` with the arguments of each call of an object's method, and answers how to take that back. */
export function wrapMethod(object: object, name: string, before: (...args: unknown[]) => void): () => void {
  const original: unknown = Reflect.get(object, name);
  if (typeof original !== "function") return () => undefined;
  const own = Object.hasOwn(object, name);
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    before(...args);
    return Reflect.apply(original, this, args);
  };
  Object.defineProperty(object, name, { value: wrapped, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(object, name, { value: original, configurable: true, writable: true });
    else Reflect.deleteProperty(object, name);
  };
}
