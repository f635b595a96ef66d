import { explainError, type Log, type Status } from "../core/index.ts";
import { checkResultMessage } from "../rpc/check-result.ts";
import { statusOf } from "../rpc/enums.ts";
import { tokenOf, wholeOf } from "../rpc/fields.ts";
import { type Handlers, type Peer, type Refusal, refuse } from "../rpc/handlers.ts";
import { type Method, queryService } from "../rpc/services.ts";
import { type Identity, identityOf } from "./identity.ts";
import type { Ingest } from "./ingest.ts";
import { fitting, hostState } from "./query-messages.ts";
import type { StoreClient } from "./store-client.ts";
import type { FindingFilter } from "./store-rows.ts";
import type { Watchers } from "./watchers.ts";

const MOST_FINDINGS = 10_000;
const MOST_WATCHERS = 256;
const ASK_MS = 30_000;

export interface QueryOptions {
  readonly store: StoreClient;
  readonly ingest: Ingest;
  readonly watchers: Watchers;
  readonly log: Log;
}

type Asker = Extract<Identity, { role: "operator" }>;
type Answer<Q, S> = (request: Q, asker: Asker, signal: AbortSignal) => Promise<S | Refusal>;

const FORBIDDEN = "this needs an operator's certificate";

function operatorOf(peer: Peer): Asker | undefined {
  const identity = identityOf(peer.subjectAltName);
  return identity?.role === "operator" ? identity : undefined;
}

function statusesOf(numbers: readonly number[] | null | undefined): Status[] {
  return (numbers ?? []).slice(0, 16).map(statusOf);
}

function limitOf(limit: number | null | undefined): number {
  return Math.min(limit === undefined || limit === null || limit === 0 ? 1000 : limit, MOST_FINDINGS);
}

type Serve = <Q extends object, S extends object>(method: Method<Q, S>, answer: Answer<Q, S>) => void;

/** Registers a method that only operators may call. */
function forOperators(handlers: Handlers): Serve {
  return (method, answer) =>
    handlers.unary(method, async (request, peer, signal) => {
      const asker = operatorOf(peer);
      return asker === undefined ? refuse("PERMISSION_DENIED", FORBIDDEN) : await answer(request, asker, signal);
    });
}

function registerReads(serve: Serve, { store, ingest }: QueryOptions): void {
  const findings = async (filter: FindingFilter) => {
    const rows = await store.findings({ ...filter, limit: filter.limit + 1 });
    return fitting(rows, filter.limit);
  };

  serve(queryService.listHosts, async () => {
    const rows = await store.hosts();
    return { hosts: rows.map((row) => hostState(row, ingest.isConnected(row.host))) };
  });

  serve(queryService.listFindings, async ({ host, statuses, sinceMs, openOnly, limit }) =>
    findings({
      ...(typeof host === "string" ? { host } : {}),
      ...(statuses?.length ? { statuses: statusesOf(statuses) } : {}),
      ...(typeof sinceMs === "number" ? { sinceMs: wholeOf("since_ms", sinceMs) } : {}),
      openOnly: openOnly === true,
      limit: limitOf(limit),
    }),
  );

  serve(queryService.getHost, async (request) => {
    const host = tokenOf("host", request.host);
    const [row] = await store.hosts(host);
    if (row === undefined) return refuse("NOT_FOUND", `no host ${host} has ever connected`);
    const found = await findings({ host, limit: MOST_FINDINGS });
    return { host: hostState(row, ingest.isConnected(host)), findings: found.findings ?? [] };
  });
}

function registerAsking(serve: Serve, { ingest, log }: QueryOptions): void {
  serve(queryService.checkHost, async ({ host, checks }, asker, signal) => {
    const name = tokenOf("host", host);
    log("notice", "operator asked a host to run checks", { operator: asker.name, host: name, checks: checks?.join() });
    const until = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);
    try {
      const reply = await ingest.ask(name, { kind: "run_checks", checks: checks ?? [] }, until);
      return { results: reply.kind === "run_checks" ? reply.results.map(checkResultMessage) : [] };
    } catch (error) {
      return refuse(until.aborted ? "DEADLINE_EXCEEDED" : "UNAVAILABLE", explainError(error));
    }
  });
}

function registerWatch(handlers: Handlers, watchers: Watchers): void {
  handlers.responses(queryService.watch, ({ host, statuses }, peer, outgoing) => {
    if (operatorOf(peer) === undefined) outgoing.fail("PERMISSION_DENIED", FORBIDDEN);
    else if (watchers.count >= MOST_WATCHERS) outgoing.fail("RESOURCE_EXHAUSTED", `${MOST_WATCHERS} watch already`);
    else return watchers.add({ host: host ?? undefined, statuses: statusesOf(statuses) }, outgoing);
    return { closed: () => undefined };
  });
}

/** QueryService: what operators ask. */
export function registerQueries(handlers: Handlers, options: QueryOptions): void {
  const serve = forOperators(handlers);
  registerReads(serve, options);
  registerAsking(serve, options);
  registerWatch(handlers, options.watchers);
}
