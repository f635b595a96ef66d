import { defined, field, KraneError, type Question, type Reply } from "../core/index.ts";
import { INVENTORY_BYTES, parseInventory } from "../parse/board/inventory-json.ts";
import { checkResultMessage, checkResultOf } from "./check-result.ts";
import type { ConnectResponse } from "./connect-response.ts";
import { optionalText, textOf, tokenOf, unsigned, wholeOf } from "./fields.ts";
import type { krane } from "./generated/krane.js";

type ConnectRequest = krane.v1.ConnectRequest.$Properties;

/** Names in one list: no host has more checks, rules or sources. */
const NAMES = 1024;

/** A question of the collector under its request id; `undefined` in place of the question where this program does not know it. */
export interface Asked {
  readonly requestId: string;
  readonly question: Question | undefined;
}

/** What an agent said to a question: the reply, or why there is none. */
export interface Replied {
  readonly requestId: string;
  readonly reply: Reply | { readonly kind: "error"; readonly why: string };
}

function names(name: string, list: readonly string[] | null | undefined): string[] {
  const given = list ?? [];
  if (given.length > NAMES) throw new KraneError("KRANE_RPC_INVALID", `more than ${NAMES} names of ${name}`);
  return given.map((one) => tokenOf(name, one));
}

export function questionMessage(requestId: string, question: Question): ConnectResponse {
  switch (question.kind) {
    case "run_checks":
      return { runChecks: { requestId, checks: [...question.checks] } };
    case "rescan":
      return { rescan: { requestId } };
    case "describe":
      return { describe: { requestId } };
  }
}

/** The question in a message; undefined where it holds none. */
export function questionOf(message: ConnectResponse): Asked | undefined {
  const { runChecks, rescan, describe, unknownRequestId } = message;
  const requestId = tokenOf("request_id", (runChecks ?? rescan ?? describe)?.requestId ?? unknownRequestId ?? "-");
  if (runChecks) return { requestId, question: { kind: "run_checks", checks: names("check", runChecks.checks) } };
  if (rescan) return { requestId, question: { kind: "rescan" } };
  if (describe) return { requestId, question: { kind: "describe" } };
  return unknownRequestId === undefined ? undefined : { requestId, question: undefined };
}

export function replyMessage(requestId: string, reply: Reply): ConnectRequest {
  switch (reply.kind) {
    case "run_checks":
      return { runChecksReply: { requestId, results: reply.results.map(checkResultMessage) } };
    case "rescan":
      return { rescanReply: { requestId, findings: unsigned(reply.findings) ?? 0 } };
    case "describe": {
      const { agentVersion, profile, checks, rules } = reply;
      const sources = reply.sources.map(({ id, records, lost, error }) => ({
        id,
        records: unsigned(records) ?? 0,
        lost: unsigned(lost) ?? 0,
        ...defined({ error: optionalText(error) }),
      }));
      const lists = { checks: [...checks], rules: [...rules], sources };
      // What no centre would take must not cost the rest of the reply.
      const fits = (reply.inventoryJson?.length ?? 0) <= INVENTORY_BYTES;
      const inventory = fits ? defined({ inventoryJson: reply.inventoryJson }) : {};
      return { describeReply: { requestId, agentVersion, profile, ...lists, ...inventory } };
    }
  }
}

/** "I cannot answer that." The kind of reply does not matter, the request id does. */
export function errorMessage(requestId: string, question: Question | undefined, why: string): ConnectRequest {
  const reply = { requestId, error: field(why) };
  if (question?.kind === "run_checks") return { runChecksReply: reply };
  return question?.kind === "rescan" ? { rescanReply: reply } : { describeReply: reply };
}

/** An agent's inventory, made safe once more; of a schema that is newer than this program, nothing. */
function inventoryOf(json: string | null | undefined): string | undefined {
  if (json === undefined || json === null) return undefined;
  if (json.length > INVENTORY_BYTES) throw new KraneError("KRANE_RPC_INVALID", "inventory_json is larger than any is");
  const inventory = parseInventory(json);
  return inventory === undefined ? undefined : JSON.stringify(inventory);
}

function describeOf(message: krane.v1.DescribeReply.$Properties): Reply {
  return {
    kind: "describe",
    agentVersion: textOf("agent_version", message.agentVersion),
    profile: textOf("profile", message.profile),
    checks: names("check", message.checks),
    rules: names("rule", message.rules),
    sources: (message.sources ?? []).slice(0, NAMES).map(({ id, records, lost, error }) => ({
      id: tokenOf("source", id),
      records: wholeOf("records", records),
      lost: wholeOf("lost", lost),
      ...defined({ error: optionalText(error) }),
    })),
    ...defined({ inventoryJson: inventoryOf(message.inventoryJson) }),
  };
}

/** The reply in a message, checked; undefined where it holds none. Throws KRANE_RPC_INVALID where it is not sound. */
export function replyOf(message: ConnectRequest): Replied | undefined {
  const { runChecksReply, rescanReply, describeReply } = message;
  const any = runChecksReply ?? rescanReply ?? describeReply;
  if (!any) return undefined;
  const requestId = tokenOf("request_id", any.requestId);
  if (typeof any.error === "string") return { requestId, reply: { kind: "error", why: field(any.error) } };
  if (runChecksReply) {
    return { requestId, reply: { kind: "run_checks", results: (runChecksReply.results ?? []).map(checkResultOf) } };
  }
  if (rescanReply) {
    return { requestId, reply: { kind: "rescan", findings: wholeOf("findings", rescanReply.findings) } };
  }
  return { requestId, reply: describeOf(describeReply ?? {}) };
}
