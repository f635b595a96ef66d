import type { Check, Rule, Runbook } from "../core/index.ts";
import { type FolderEntry, folders } from "./folders.ts";

/** Every detector and runbook there is. The folders are the registry: a new file is a new detector. */
export interface Registry {
  readonly checks: readonly Check[];
  readonly rules: readonly Rule[];
  readonly runbooks: readonly Runbook[];
}

function idOf(detector: unknown): string | undefined {
  if (typeof detector !== "object" || detector === null || !("id" in detector)) return undefined;
  return typeof detector.id === "string" ? detector.id : undefined;
}

/** The default exports of a folder; the type is what the folder's define function gave, the id is held to the file's name. */
function detectors<T>(entries: readonly FolderEntry[]): T[] {
  return entries.map(({ file, detector }) => {
    if (`${idOf(detector)}.ts` !== file)
      throw new Error(`${file} must export a detector with its own name as id by default`);
    return detector as T;
  });
}

export async function loadRegistry(): Promise<Registry> {
  const { checks, rules, runbooks } = await folders();
  return { checks: detectors(checks), rules: detectors(rules), runbooks: detectors(runbooks) };
}
