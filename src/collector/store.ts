import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { explainError, type Finding, KraneError } from "../core/index.ts";
import { decodeFinding, encodeFinding, FINDING_BYTES } from "../rpc/codec.ts";
import type { IngestBatch, IngestResult } from "./ingest-batch.ts";
import { SELECT_HOSTS, TRIM_REJECTED, UPSERT_EPOCH, UPSERT_FINDING, UPSERT_HOST } from "./schema.ts";
import type { FindingFilter, FindingRow, HelloRow, HostRow } from "./store-rows.ts";

/** Kept of each host, and how long a finding is kept that is over. */
const EPOCHS = 16;
const REJECTED = 100;
const FINDINGS = 20_000;
const RETENTION_MS = 90 * 86_400_000;

/** Everything that the collector knows, in SQL. Synchronous; it lives in a thread of its own. */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Makes many batches durable in one transaction. Entries that were durable before are passed over, which makes sending again
   * harmless; entries that are no findings are kept as they came.
   */
  ingest(batches: readonly IngestBatch[], now: number): IngestResult[] {
    return this.#transaction(() => batches.map((batch) => this.#ingest(batch, now)));
  }

  /** Records who has connected; returns what of its epoch is durable here. */
  hello(row: HelloRow, now: number): number {
    return this.#transaction(() => {
      const { epoch, ...host } = row;
      this.#statement(UPSERT_HOST).run({ ...host, region: host.region ?? null, now });
      return this.#acked(host.host, epoch);
    });
  }

  hosts(host?: string): HostRow[] {
    return this.#statement(SELECT_HOSTS).all({ host: host ?? null }) as unknown as HostRow[];
  }

  /** Newest first, at most `limit`. */
  findings({ host, statuses, sinceMs, openOnly, limit }: FindingFilter): FindingRow[] {
    const wanted = [
      ...(host === undefined ? [] : ["host = ?"]),
      ...(statuses === undefined ? [] : [`status IN (${statuses.map(() => "?").join(", ")})`]),
      ...(sinceMs === undefined ? [] : ["observed_ms >= ?"]),
      ...(openOnly ? ["ends_ms IS NULL"] : []),
    ];
    const values: SQLInputValue[] = [host ?? [], statuses ?? [], sinceMs ?? [], limit].flat();
    const where = wanted.length === 0 ? "" : `WHERE ${wanted.join(" AND ")}`;
    const sql = `SELECT host, received_ms, payload FROM findings ${where} ORDER BY observed_ms DESC, host, id LIMIT ?`;
    return this.#statement(sql).all(...values) as unknown as FindingRow[];
  }

  /** Forgets what is too old or too much; returns how many findings went. */
  prune(now: number): number {
    const keep = (table: string, rows: number, order: string, key: string) =>
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM (SELECT ${key}, row_number()
       OVER (PARTITION BY host ORDER BY ${order} DESC) AS place FROM ${table}) WHERE place > ${rows})`;
    return this.#transaction(() => {
      this.#database.exec(keep("epochs", EPOCHS, "used_ms", "host, epoch"));
      const over = "received_ms < ? AND (kind = 'event' OR ends_ms IS NOT NULL)";
      const tooOld = this.#statement(`DELETE FROM findings WHERE ${over}`).run(now - RETENTION_MS);
      const tooMany = this.#statement(keep("findings", FINDINGS, "observed_ms", "host, id")).run();
      return Number(tooOld.changes) + Number(tooMany.changes);
    });
  }

  close(): void {
    this.#database.close();
  }

  #ingest({ host, epoch, after, entries }: IngestBatch, now: number): IngestResult {
    const previous = this.#acked(host, epoch);
    if (after > previous) return { previous, acked: previous, rejected: [] };
    const rejected: { sequence: number; why: string }[] = [];
    let acked = previous;
    for (const { sequence, payload } of entries) {
      if (sequence <= acked) continue;
      acked = sequence;
      const finding = read(payload);
      if ("why" in finding) {
        rejected.push({ sequence, why: finding.why });
        this.#reject([host, epoch, sequence, now, finding.why, payload.subarray(0, FINDING_BYTES + 1)]);
      } else {
        this.#statement(UPSERT_FINDING).run(...rowOf(host, finding, now));
      }
    }
    this.#statement(UPSERT_EPOCH).run(host, epoch, acked, now);
    this.#statement("UPDATE hosts SET last_seen_ms = ? WHERE host = ?").run(now, host);
    return { previous, acked, rejected };
  }

  #acked(host: string, epoch: string): number {
    const row = this.#statement("SELECT acked FROM epochs WHERE host = ? AND epoch = ?").get(host, epoch);
    return Number(row?.acked ?? 0);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  /** At once no more than the bound: an agent that sends nothing but rubbish must not fill the disk. */
  #reject(row: SQLInputValue[]): void {
    this.#statement("INSERT OR IGNORE INTO rejected VALUES (?, ?, ?, ?, ?, ?)").run(...row);
    const [host = null] = row;
    this.#statement(TRIM_REJECTED).run(host, host, REJECTED);
  }

  #transaction<T>(work: () => T): T {
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw new KraneError("KRANE_STORE_FAILED", "change the database", { cause });
    }
  }
}

function read(payload: Uint8Array): Finding | { readonly why: string } {
  try {
    return decodeFinding(payload);
  } catch (error) {
    return { why: explainError(error) };
  }
}

function rowOf(host: string, finding: Finding, now: number): SQLInputValue[] {
  const { id, detector, kind, status, reason, fingerprint, lastObservedAt, startsAt, endsAt } = finding;
  // A host whose clock runs ahead must not stay on top of every list.
  const observed = Math.min(lastObservedAt ?? startsAt ?? now, now);
  return [host, id, detector, kind, status, reason, fingerprint, observed, endsAt ?? null, now, encodeFinding(finding)];
}
