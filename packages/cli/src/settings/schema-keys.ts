// Which keys a configuration may have at a place, told by the schema, for "did you mean".
import type { z } from "zod";

interface Definition {
  type: string;
  innerType?: Node;
  in?: Node;
  element?: Node;
  valueType?: Node;
  shape?: Readonly<Record<string, Node>>;
  options?: readonly Node[];
  discriminator?: string;
  values?: readonly unknown[];
}

/** The part of a zod schema that is looked at; `_zod.def` is what zod gives to libraries that walk schemas. */
interface Node {
  _zod: { def: Definition };
}

/** Keys of the map at `path`; none where any key may stand, or nothing is known. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  let nodes: readonly Node[] = variantsOf(schema, value);
  let at = value;
  for (const key of path) {
    at = (at as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
    nodes = nodes.flatMap((node) => childOf(node, key)).flatMap((node) => variantsOf(node, at));
  }
  return [...new Set(nodes.flatMap(({ _zod }) => Object.keys(_zod.def.shape ?? {})))];
}

/** The schema without what is around it, and of a union the members that the value may be meant for. */
function variantsOf(node: Node, value: unknown): Node[] {
  const { def } = node._zod;
  const inner = def.innerType ?? def.in;
  if (inner !== undefined) return variantsOf(inner, value);
  if (def.options === undefined) return [node];
  const { discriminator, options } = def;
  const variants = options.flatMap((option) => variantsOf(option, value));
  if (discriminator === undefined) return variants;
  const wanted = (value as Readonly<Record<string, unknown>> | undefined)?.[discriminator];
  return variants.filter(({ _zod }) => _zod.def.shape?.[discriminator]?._zod.def.values?.includes(wanted) === true);
}

function childOf({ _zod }: Node, key: PropertyKey): Node[] {
  const { shape, element, valueType } = _zod.def;
  const child = shape?.[String(key)] ?? element ?? valueType;
  return child === undefined ? [] : [child];
}
