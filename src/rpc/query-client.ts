import { type CheckResult, defined, KraneError, type Log, type Status } from "../core/index.ts";
import { checkResultOf } from "./check-result.ts";
import { statusNumber } from "./enums.ts";
import { type Channel, closeReasonOf, openChannel } from "./grpc.ts";
import { type HostFinding, type HostFindings, hostFindingsOf } from "./host-finding.ts";
import { type HostState, hostStateOf } from "./host-state.ts";
import { REPLY_BYTES } from "./protocol.ts";
import { isRefusal, queryFailure } from "./query-failure.ts";
import { openResponses } from "./responses.ts";
import { type Method, queryService } from "./services.ts";
import type { CloseReason } from "./stream.ts";
import type { TlsMaterial } from "./tls.ts";

const ANSWER_MS = 10_000;
/** The collector itself waits 30 s for the host. */
const CHECK_MS = 35_000;

/** All that are set must hold. */
export interface FindingsWanted {
  readonly host?: string | undefined;
  readonly statuses?: readonly Status[] | undefined;
  readonly sinceMs?: number | undefined;
  readonly openOnly?: boolean;
  readonly limit?: number | undefined;
}

export type WatchWanted = Pick<FindingsWanted, "host" | "statuses">;

/** `watching`: from here on nothing is missed. `strange`: a finding that this program does not understand. */
export type WatchEvent =
  | { readonly kind: "watching" }
  | ({ readonly kind: "finding" } & HostFinding)
  | { readonly kind: "strange" };

export interface QueryOptions {
  /** HOST:PORT of the collector. */
  readonly address: string;
  readonly tls: TlsMaterial;
  readonly log: Log;
}

/** The collector's QueryService for an operator. What comes is checked and safe to show; failures are KRANE_QUERY_*. */
export class QueryClient {
  readonly #options: QueryOptions;
  readonly #channel: Channel;

  constructor(options: QueryOptions) {
    this.#options = options;
    this.#channel = openChannel(options.address, options.tls, options.log, REPLY_BYTES * 2);
  }

  async hosts(): Promise<readonly HostState[]> {
    const { hosts } = await this.#ask(queryService.listHosts, {}, ANSWER_MS);
    return (hosts ?? []).map(hostStateOf);
  }

  async findings(wanted: FindingsWanted): Promise<HostFindings & { readonly truncated: boolean }> {
    const { host, statuses = [], sinceMs, openOnly = false, limit } = wanted;
    const request = { ...defined({ host, sinceMs, limit }), statuses: statuses.map(statusNumber), openOnly };
    const { findings, truncated } = await this.#ask(queryService.listFindings, request, ANSWER_MS);
    return { ...hostFindingsOf(findings ?? []), truncated: truncated === true };
  }

  async host(name: string): Promise<HostFindings & { readonly state: HostState }> {
    const { host, findings } = await this.#ask(queryService.getHost, { host: name }, ANSWER_MS);
    return { ...hostFindingsOf(findings ?? []), state: hostStateOf(host ?? {}) };
  }

  async check(host: string, checks: readonly string[]): Promise<readonly CheckResult[]> {
    const { results } = await this.#ask(queryService.checkHost, { host, checks: [...checks] }, CHECK_MS);
    return (results ?? []).map(checkResultOf);
  }

  /** Findings as they become durable, until the signal aborts; throws where the collector ends it. */
  async *watch(wanted: WatchWanted, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const stop = new AbortController();
    try {
      yield* this.#watch(wanted, AbortSignal.any([signal, stop.signal]));
    } catch (error) {
      if (signal.aborted) return;
      throw error instanceof KraneError ? error : await this.#failure(closeReasonOf(error));
    } finally {
      stop.abort();
    }
  }

  async *#watch({ host, statuses = [] }: WatchWanted, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const request = { ...defined({ host }), statuses: statuses.map(statusNumber) };
    const responses = openResponses(this.#channel, { method: queryService.watch, request }, signal);
    // Calls of one connection arrive in order: an answer to this one says that the collector knows of the watch before it.
    await this.findings({ limit: 1 });
    yield { kind: "watching" };
    for (let next = await responses.next(); ; next = await responses.next()) {
      if (next.done === true) throw await this.#lost(next.value);
      const { finding } = next.value;
      const [known] = hostFindingsOf(finding ? [finding] : []).findings;
      yield known === undefined ? { kind: "strange" } : { kind: "finding", ...known };
    }
  }

  close(): void {
    this.#channel.close();
  }

  /** A stream that was open and ended may be opened again, unless the collector said no. */
  async #lost(reason: CloseReason): Promise<KraneError> {
    const failure = await this.#failure(reason);
    return isRefusal(reason) ? failure : new KraneError("KRANE_QUERY_UNREACHABLE", failure.message);
  }

  #failure(reason: CloseReason): Promise<KraneError> {
    return queryFailure(reason, this.#options.address, this.#options.tls);
  }

  async #ask<Q, S>(method: Method<Q, S>, request: Q, timeoutMs: number): Promise<S> {
    try {
      return await this.#channel.unary(method, request, { timeoutMs });
    } catch (error) {
      throw await this.#failure(closeReasonOf(error));
    }
  }
}
