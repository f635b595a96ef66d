import type { Answer, Attributes, Verdict } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, seen } from "../feature.ts";
import { shellVariables } from "../shell-variables.ts";

/** What os-release(5) says of the operating system. */
export interface OsRelease {
  /** "ubuntu". */
  readonly id: string;
  /** "22.04"; absent on a rolling release. */
  readonly version?: string;
  /** "Ubuntu". */
  readonly name: string;
}

/** Undefined where `text` is no os-release. */
export function parseOsRelease(text: string): OsRelease | undefined {
  const values = shellVariables(text, new Map());
  const [id, version, name] = [values.get("ID"), values.get("VERSION_ID"), values.get("NAME")];
  if (id === undefined || id === "") return undefined;
  return { id: id.toLowerCase(), name: name ?? id, ...(version === undefined ? {} : { version }) };
}

export interface OsFacts {
  /** "ubuntu 22.04": ID and VERSION_ID; ID alone takes any version. */
  readonly wanted: string | undefined;
  readonly path: string;
  readonly release: Answer<string>;
  /** Release of the running kernel. */
  readonly kernel: Answer<string>;
}

export type OsReason = "OsAsWanted" | "OsOther" | "OsNotWanted" | "OsUnseen";

function isWanted({ id, version }: OsRelease, wanted: string): boolean {
  const [wantedId, wantedVersion] = wanted.trim().toLowerCase().split(/\s+/);
  return id === wantedId && (wantedVersion === undefined || version?.toLowerCase() === wantedVersion);
}

function attributesOf({ wanted, kernel }: OsFacts, release: OsRelease): Attributes {
  return {
    "os.name": release.name,
    "os.version": release.version ?? "",
    ...(kernel.known ? { "krane.kernel.release": kernel.value } : {}),
    ...(wanted === undefined ? {} : { "krane.os.wanted": wanted }),
  };
}

function unseen({ path, release }: OsFacts): Verdict<OsReason> {
  const why = release.known ? `${path} names no ID` : release.why;
  const feature: Feature = { effective: seen(undefined, path, why), cause: lookCause(release) };
  return featureVerdict({
    status: "unknown",
    reason: "OsUnseen",
    feature,
    attributes: { "krane.feature.why": why },
  });
}

/** Whether the host runs the release that its template brings. */
export function osVerdict(facts: OsFacts): Verdict<OsReason> {
  const { wanted, path, release } = facts;
  const found = release.known ? parseOsRelease(release.value) : undefined;
  if (found === undefined) return unseen(facts);
  const raw = `${found.id} ${found.version ?? ""}`.trim();
  const attributes = attributesOf(facts, found);
  if (wanted === undefined) return { status: "ok", reason: "OsNotWanted", attributes, evidence: [`${path}: ${raw}`] };
  const isRight = isWanted(found, wanted);
  return featureVerdict({
    status: isRight ? "ok" : "warning",
    reason: isRight ? "OsAsWanted" : "OsOther",
    feature: { effective: seen(isRight, path, raw) },
    attributes,
  });
}
