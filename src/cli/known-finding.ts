import { type Attributes, field, KraneError, STATUSES } from "../core/index.ts";

/** What `explain` takes of a finding that somebody hands in: everything in it is text from elsewhere. */
export interface KnownFinding {
  readonly reason: string;
  readonly message: string;
  /** Attribute names and what they say here, safe to print. */
  readonly values: Attributes;
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A finding alone, in a scan, in a check, or as one line of ndjson. */
function candidates(text: string): Json[] {
  const documents = text.trimStart().startsWith("{") ? whole(text) : [];
  return documents.flatMap((json) => {
    const parts = [...objects(json.findings), ...objects(json.results)];
    return [json, ...parts.map((part) => ({ host: json.host, ...part }))];
  });
}

function whole(text: string): Json[] {
  try {
    return [JSON.parse(text)].filter(isObject);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  try {
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown)
      .filter(isObject);
  } catch (cause) {
    throw new KraneError("KRANE_CLI_USAGE", "--finding: is not JSON; give the output of scan -o json", { cause });
  }
}

/** A value that an attribute can have, as text; undefined for any other JSON. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return field(value.flatMap((item) => textOf(item) ?? []).join(", "));
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain ? field(String(value)) : undefined;
}

function valuesOf(json: Json): Attributes {
  const attributes = isObject(json.attributes) ? Object.entries(json.attributes) : [];
  const subject = isObject(json.subject) ? json.subject : {};
  const host = subject.type === "host" ? subject.name : json.host;
  const said = [["host.name", host] as const, ...attributes].map(([name, value]) => [name, textOf(value)] as const);
  return Object.fromEntries(said.flatMap(([name, text]) => (text === undefined || text === "" ? [] : [[name, text]])));
}

/** Worst first; what does not say is behind all that do. */
function rank({ status }: Json): number {
  const at = (STATUSES as readonly unknown[]).indexOf(status);
  return at < 0 ? STATUSES.length : at;
}

/** The worst finding of detector `id` in `text`: what is well needs no runbook. Throws KRANE_CLI_USAGE where there is none. */
export function parseFinding(text: string, id: string): KnownFinding {
  const all = candidates(text).filter((json) => json.detector === id || json.check === id);
  const found = all.toSorted((a, b) => rank(a) - rank(b))[0];
  if (found === undefined) throw new KraneError("KRANE_CLI_USAGE", `--finding: holds no finding of ${id}`);
  return { reason: textOf(found.reason) ?? "", message: textOf(found.message) ?? "", values: valuesOf(found) };
}
