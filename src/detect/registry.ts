import type { Check, Rule, Runbook } from "../core/index.ts";
import { type FolderEntry, type FolderName, folder } from "./folders.ts";

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

const ALL: readonly FolderName[] = ["checks", "rules", "runbooks"];

/** The registry, or these parts of it: the runbooks alone are a third of what a program has to compile, and only readers need them. */
export async function loadRegistry(parts: readonly FolderName[] = ALL): Promise<Registry> {
  const load = async (name: FolderName) => (parts.includes(name) ? await folder(name) : []);
  const [checks, rules, runbooks] = await Promise.all([load("checks"), load("rules"), load("runbooks")]);
  return { checks: detectors(checks), rules: detectors(rules), runbooks: detectors(runbooks) };
}
