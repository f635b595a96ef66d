import { defined, explainError, type GuestProblem, type Host } from "../core/index.ts";
import { type DomainStatus, domainStatus } from "../parse/guest/domain-status.ts";
import { parseXml } from "./xml.ts";

/** A file that was written so shortly before it was read may be written again within the same tick of the file system's clock. */
const SETTLED_MS = 2000;

/** A domain's status file, as it was read. */
export interface StatusFile {
  readonly status?: DomainStatus;
  readonly problem?: GuestProblem;
  readonly size?: number;
  readonly modifiedAt?: number;
  /** As long as size and time stay the same, so does what it says. */
  readonly isSettled: boolean;
}

function parsed(text: string): Pick<StatusFile, "status" | "problem"> {
  try {
    const status = domainStatus(parseXml(text));
    return status === undefined ? { problem: { kind: "corrupt", why: "not the status of a domain" } } : { status };
  } catch (error) {
    return { problem: { kind: "corrupt", why: explainError(error) } };
  }
}

/** Reads the status file of one domain; whatever is wrong with it is told and hurts no other. undefined where there is none. */
export async function readStatus(
  host: Host,
  path: string,
  { now, former }: { readonly now: number; readonly former: StatusFile | undefined },
): Promise<StatusFile | undefined> {
  try {
    const stat = await host.stat(path);
    const isSame = stat?.modifiedAt === former?.modifiedAt && stat?.size === former?.size;
    if (former?.isSettled && isSame) return former;
    const text = await host.read(path);
    if (text === undefined) return undefined;
    const isSettled = stat?.modifiedAt !== undefined && now - stat.modifiedAt > SETTLED_MS;
    return defined({ ...parsed(text), size: stat?.size, modifiedAt: stat?.modifiedAt, isSettled });
  } catch (error) {
    return { problem: { kind: "unreadable", why: explainError(error) }, isSettled: false };
  }
}
