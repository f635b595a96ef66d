import { readdirSync } from "node:fs";
import { join } from "node:path";
import { errorCode, KraneError } from "../core/index.ts";

/** What a lifecycle script says when it fails; the job's own logs are in any format. */
const SCRIPT_ERRORS = /^(?:pre-start|post-start|post-deploy|pre-stop|drain|post-stop)\.stderr\.log$/;
/** A VM has a dozen jobs. */
const MOST = 128;

function names(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(cause) ?? "")) return [];
    throw new KraneError("KRANE_SOURCE_OPEN", `list ${path}`, { cause });
  }
}

/** A log of a BOSH-managed VM that is followed. BOSH has logrotate copy it and cut it off. */
export interface BoshLogFile {
  readonly path: string;
  readonly format: "monit" | "bosh";
}

/** Monit's log and the error logs of the lifecycle scripts, as far as they are there; none where BOSH does not look after this host. */
export function boshLogs(root: string): readonly BoshLogFile[] {
  const folder = join(root, "sys/log");
  const scripts = names(folder).flatMap((job) =>
    names(join(folder, job))
      .filter((name) => SCRIPT_ERRORS.test(name))
      .map((name) => ({ path: join(folder, job, name), format: "bosh" }) as const),
  );
  const monit = names(join(root, "monit"))
    .filter((name) => name === "monit.log")
    .map((name) => ({ path: join(root, "monit", name), format: "monit" }) as const);
  return [...monit, ...scripts].slice(0, MOST);
}
