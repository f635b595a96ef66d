import type { Handlers } from "../rpc/handlers.ts";
import { refuse } from "../rpc/handlers.ts";
import { AGENT, HEALTH, healthService, QUERY } from "../rpc/services.ts";
import type { Outgoing } from "../rpc/stream.ts";

/** Numbers of grpc.health.v1.HealthCheckResponse.ServingStatus. */
const SERVING = { status: 1 };
const NOT_SERVING = { status: 2 };
const SERVICE_UNKNOWN = { status: 3 };

/** What the standard's empty name and ours stand for: there is one state, that of the whole collector. */
const SERVICES: readonly string[] = ["", AGENT, QUERY, HEALTH];

/** The standard health service; anyone with a certificate of ours may ask. */
export class Health {
  readonly #watchers = new Set<Outgoing<{ status?: number | null }>>();
  readonly #healthy: () => boolean;
  #closed = false;

  /** `healthy` says whether findings become durable. */
  constructor(healthy: () => boolean) {
    this.#healthy = healthy;
  }

  get #state() {
    return this.#healthy() && !this.#closed ? SERVING : NOT_SERVING;
  }

  register(handlers: Handlers): void {
    handlers.unary(healthService.check, async ({ service }) =>
      SERVICES.includes(service ?? "") ? this.#state : refuse("NOT_FOUND", "no such service"),
    );
    handlers.responses(healthService.watch, ({ service }, _peer, outgoing) => {
      const known = SERVICES.includes(service ?? "");
      outgoing.write(known ? this.#state : SERVICE_UNKNOWN);
      if (known) this.#watchers.add(outgoing);
      return { closed: () => this.#watchers.delete(outgoing) };
    });
  }

  /** Says that it serves no more, and ends the watches. */
  close(): void {
    this.#closed = true;
    for (const outgoing of this.#watchers) {
      outgoing.write(NOT_SERVING);
      outgoing.end();
    }
    this.#watchers.clear();
  }
}
