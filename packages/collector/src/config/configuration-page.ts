// The reference page of the pipeline's options, made from their schema.
import { z } from "zod";
import { pipelineSchema } from "./pipeline-schema.js";

interface JsonSchema {
  type?: string | string[];
  description?: string;
  const?: string;
  enum?: string[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

const introduction = `# Configuration of the collector

This page is made from the schema of the options. Keys that are not listed are refused.

A pipeline has inputs, processors, a buffer and outputs. Records that come over HTTP go through the same processors and the same buffer.
`;

/** The page as Markdown. */
export function configurationPage(): string {
  const schema = z.toJSONSchema(pipelineSchema, { io: "input" }) as JsonSchema;
  const parts = Object.entries(schema.properties ?? {}).map(([name, part]) => section(name, part));
  return `${introduction}\n${parts.join("\n")}`;
}

function section(name: string, schema: JsonSchema): string {
  const plugins = schema.items === undefined ? [] : (schema.items.oneOf ?? schema.items.anyOf ?? []);
  const heading = `## ${name}\n\n${schema.description ?? ""}\n`;
  if (plugins.length === 0) return `${heading}\n${table(schema)}`;
  return `${heading}\n${plugins.map((plugin) => pluginSection(plugin)).join("\n")}`;
}

function pluginSection(schema: JsonSchema): string {
  const { type, ...properties } = schema.properties ?? {};
  const options = table({ ...schema, properties });
  return `### ${valueText(type ?? {})}\n\n${options === "" ? "It has no options.\n" : options}`;
}

function table(schema: JsonSchema): string {
  const rows = rowsOf(schema, "");
  if (rows.length === 0) return "";
  return `${["| option | value | default | what |", "| --- | --- | --- | --- |", ...rows].join("\n")}\n`;
}

// The options of an option follow it, under its name: tls.ca, servers[].host.
function rowsOf(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    const [what, standard] = (option.description ?? "").split(/\s*@default\s*/);
    const otherwise = schema.required?.includes(name) === true ? "required" : (standard ?? "");
    const row = `| \`${prefix}${name}\` | ${valueText(option)} | ${cell(otherwise)} | ${cell(what ?? "")} |`;
    const ofEach = option.items === undefined ? "" : "[]";
    return [row].concat(rowsOf(option.items ?? option, `${prefix}${name}${ofEach}.`));
  });
}

function valueText(schema: JsonSchema): string {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((choice) => valueText(choice)).join(" or ");
  if (schema.type === "array") return `list of ${valueText(schema.items ?? {})}`;
  if (schema.type === "object") return objectText(schema);
  return typeof schema.type === "string" ? schema.type : "any";
}

function objectText(schema: JsonSchema): string {
  const { additionalProperties: values, properties } = schema;
  if (typeof values === "object") return `name to ${valueText(values)}`;
  return `map of ${Object.keys(properties ?? {})
    .map((name) => `\`${name}\``)
    .join(", ")}`;
}

function cell(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}
