// The habits of this codebase as ordinary tests. Each counts what it looked at and fails when it looked at nothing.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import ratchet from "./ratchet.json" with { type: "json" };
import { filesBelow, functionsOf, parse, root, sourcesBelow, type SourceFile } from "./tidy/sources.js";

const all = sourcesBelow("").filter((file) => !file.path.startsWith("node_modules"));
const packages = all.filter((file) => file.path.startsWith("packages/"));
const shipped = packages.filter((file) => !file.test && file.path.split("/")[2] === "src");

const limits = { functionLines: 50, componentLines: 120, fileLines: 500, testFileLines: 800 };

/** Which package may import which. `types` arrows may carry types only. */
const arrows: Record<string, { values: string[]; types?: string[] }> = {
  logging: { values: [] },
  metrics: { values: ["@cordwood/logging"] },
  store: { values: [] },
  collector: { values: ["@cordwood/store", "@cordwood/logging", "@cordwood/store/query"] },
  server: {
    values: [
      "@cordwood/store",
      "@cordwood/collector",
      "@cordwood/logging",
      "@cordwood/metrics",
      "@cordwood/store/query",
    ],
  },
  web: { values: ["@cordwood/store/query", "@cordwood/server/api"], types: ["@cordwood/server/api"] },
  cli: {
    values: [
      "@cordwood/logging",
      "@cordwood/store",
      "@cordwood/collector",
      "@cordwood/server",
      "@cordwood/metrics",
      "@cordwood/store/query",
    ],
  },
};

const packageOf = (path: string): string => path.split("/")[1] ?? "";
const own = (name: string): string => (name === "cli" ? "cordwood" : `@cordwood/${name}`);

interface Import {
  from: string;
  typeOnly: boolean;
}

function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  for (const match of file.text.matchAll(
    /^(import|export)\s+(type\s+)?[^;'"]*?from\s+["']([^"']+)["']|import\(["']([^"']+)["']\)/gm,
  )) {
    found.push({ from: match[3] ?? match[4] ?? "", typeOnly: match[2] !== undefined });
  }
  return found;
}

function allowed(file: SourceFile, item: Import): boolean {
  const name = packageOf(file.path);
  const rule = arrows[name];
  if (rule === undefined) return false;
  const matches = (prefix: string): boolean => item.from === prefix || item.from.startsWith(`${prefix}/`);
  return matches(own(name)) || rule.values.some(matches) || (item.typeOnly && (rule.types ?? []).some(matches));
}

function report(what: string, count: number, offences: string[]): void {
  console.log(`tidy: ${what}: looked at ${count}, found ${offences.length}`);
  expect(count, `${what}: looked at nothing`).toBeGreaterThan(0);
  expect(offences).toEqual([]);
}

describe("arrows", () => {
  test("a package imports only the packages it may, through their exports", () => {
    const cordwood = shipped.flatMap((file) =>
      importsOf(file)
        .filter((item) => /^(@cordwood\/|cordwood($|\/))/.test(item.from))
        .map((item) => ({ file, item })),
    );
    const offences = cordwood
      .filter(({ file, item }) => item.from.includes("/src/") || !allowed(file, item))
      .map(({ file, item }) => `${file.path} imports ${item.from}`);
    report("imports between packages", cordwood.length, offences);
  });

  test("no relative import leaves its package", () => {
    const relative = shipped.flatMap((file) =>
      importsOf(file)
        .filter((item) => item.from.startsWith("."))
        .map((item) => ({ file, item })),
    );
    const offences = relative
      .filter(({ file, item }) => !join(file.path, "..", item.from).startsWith(`packages/${packageOf(file.path)}/`))
      .map(({ file, item }) => `${file.path} imports ${item.from}`);
    report("relative imports", relative.length, offences);
  });

  test("the logging library and the search language depend on nothing", () => {
    const manifest = JSON.parse(readFileSync(join(root, "packages/logging/package.json"), "utf8")) as {
      dependencies?: object;
    };
    const query = shipped.filter((file) => file.path.startsWith("packages/store/src/query/"));
    const offences = [
      ...Object.keys(manifest.dependencies ?? {}),
      ...query.flatMap((file) =>
        importsOf(file)
          .filter((item) => !item.from.startsWith("."))
          .map((item) => `${file.path} imports ${item.from}`),
      ),
    ];
    report("dependencies of the pure parts", query.length + 1, offences);
  });
});

describe("size", () => {
  test("functions are short", () => {
    const spans = shipped.flatMap((file) => functionsOf(file).map((span) => ({ file, span })));
    const offences = spans
      .filter(({ span }) => span.lines > (span.component ? limits.componentLines : limits.functionLines))
      .map(({ file, span }) => `${file.path}:${span.line} ${span.name} has ${span.lines} lines`);
    report("functions", spans.length, offences);
  });

  test("files are short", () => {
    const offences = packages
      .map((file) => ({ file, lines: file.text.split("\n").length }))
      .filter(({ file, lines }) => lines > (file.test ? limits.testFileLines : limits.fileLines))
      .map(({ file, lines }) => `${file.path} has ${lines} lines`);
    report("files", packages.length, offences);
  });
});

describe("names", () => {
  test("no file is named for being a drawer", () => {
    const offences = shipped
      .filter((file) => /^(utils?|helpers?|common|types|manager|misc)\.tsx?$/.test(basename(file.path)))
      .map((file) => file.path);
    report("file names", shipped.length, offences);
  });

  test("every exported name has a docstring", () => {
    const documented = shipped.flatMap((file) => exportsOf(file).map((item) => ({ file, item })));
    const offences = documented
      .filter(({ item }) => !item.documented)
      .map(({ file, item }) => `${file.path} ${item.name}`);
    report("exported names", documented.length, offences);
  });
});

function exportsOf(file: SourceFile): { name: string; documented: boolean }[] {
  const seen = new Set<string>();
  return parse(file).body.flatMap((node) => {
    if (node.type !== "ExportNamedDeclaration" || node.declaration === null) return [];
    const declaration = node.declaration as { id?: { name?: string }; declarations?: { id: { name?: string } }[] };
    const name = declaration.id?.name ?? declaration.declarations?.[0]?.id.name ?? "(pattern)";
    if (seen.has(name)) return [];
    seen.add(name);
    return [{ name, documented: /\*\/\s*$/.test(file.text.slice(0, node.start)) }];
  });
}

describe("escape hatches", () => {
  const patterns: Record<keyof typeof ratchet, RegExp> = {
    explicitAny: /(?:[:<,(|&]\s*|\bas\s+)any\b(?!\s*\()/g,
    lintDisable: /(?:oxlint|eslint)-disable/g,
    typeSuppression: /@ts-(?:ignore|expect-error|nocheck)/g,
    doubleCast: /\bas unknown as\b/g,
  };
  test.each(Object.keys(patterns) as (keyof typeof ratchet)[])("%s may only become fewer", (name) => {
    const withoutComments = (text: string): string =>
      name === "explicitAny" || name === "doubleCast" ? text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "") : text;
    const uses = shipped.flatMap((file) =>
      [...withoutComments(file.text).matchAll(patterns[name])].map(() => file.path),
    );
    console.log(`tidy: ${name}: ${uses.length} in ${shipped.length} files, at most ${ratchet[name]}`);
    expect(shipped.length).toBeGreaterThan(0);
    expect(uses.length, uses.join(", ")).toBeLessThanOrEqual(ratchet[name]);
    expect(uses.length, `lower ${name} in tools/ratchet.json to ${uses.length}`).toBe(ratchet[name]);
  });
});

describe("documents", () => {
  test("every error code is documented, and no documented code is stale", () => {
    const codes = (text: string): string[] => [...text.matchAll(/\bCW_[A-Z0-9_]+\b/g)].map((match) => match[0]);
    const inCode = new Set(shipped.flatMap((file) => codes(file.text)));
    const pages = filesBelow("docs/reference/errors").filter((path) => path.endsWith(".md"));
    const inDocs = new Set(pages.flatMap((path) => codes(readFileSync(join(root, path), "utf8"))));
    const offences = [
      ...[...inCode].filter((code) => !inDocs.has(code)).map((code) => `${code} is not documented`),
      ...[...inDocs].filter((code) => !inCode.has(code)).map((code) => `${code} is documented but never used`),
    ];
    report("error codes", inCode.size, offences);
  });

  test("every file named in a document exists", () => {
    const documents = [
      "ARCHITECTURE.md",
      "README.md",
      "CONTRIBUTING.md",
      ...filesBelow("docs").filter((path) => path.endsWith(".md")),
    ];
    const named = documents.flatMap((path) => namedFiles(path).map((file) => ({ path, file })));
    const offences = named
      .filter(({ file }) => !existsSync(join(root, file)))
      .map(({ path, file }) => `${path} names ${file}`);
    report("files named in documents", named.length, offences);
  });

  test("every page is in the list of pages", () => {
    const listed = new Set(namedFiles("docs/README.md"));
    const pages = filesBelow("docs").filter((path) => path.endsWith(".md") && path !== "docs/README.md");
    const offences = pages.filter((path) => !listed.has(path)).map((path) => `docs/README.md does not name ${path}`);
    report("pages", pages.length, offences);
  });
});

function namedFiles(document: string): string[] {
  const text = readFileSync(join(root, document), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) =>
    join(document, "..", match[1] ?? ""),
  );
  const paths = [...text.matchAll(/`((?:packages|tools|docs|test)\/[\w./-]+\.\w+)`/g)].map((match) => match[1] ?? "");
  return [...links, ...paths];
}
