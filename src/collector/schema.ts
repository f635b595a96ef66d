/** Changes of the schema, in order: the database's user_version says how many of them it has. Only ever append. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    agent_version TEXT NOT NULL,
    profile TEXT NOT NULL,
    region TEXT,
    kernel_release TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL,
    clock_offset_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE epochs (
    host TEXT NOT NULL,
    epoch TEXT NOT NULL,
    acked INTEGER NOT NULL,
    used_ms INTEGER NOT NULL,
    PRIMARY KEY (host, epoch)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE findings (
    host TEXT NOT NULL,
    id TEXT NOT NULL,
    detector TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    observed_ms INTEGER NOT NULL,
    ends_ms INTEGER,
    received_ms INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (host, id)
  ) STRICT;
  CREATE INDEX findings_by_time ON findings (observed_ms);
  CREATE INDEX findings_open ON findings (host, status) WHERE ends_ms IS NULL;

  CREATE TABLE rejected (
    host TEXT NOT NULL,
    epoch TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    why TEXT NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (host, epoch, sequence)
  ) STRICT, WITHOUT ROWID;
  `,
];

export const UPSERT_FINDING = `
  INSERT INTO findings
    (host, id, detector, kind, status, reason, fingerprint, observed_ms, ends_ms, received_ms, payload)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (host, id) DO UPDATE SET
    detector = excluded.detector, kind = excluded.kind, status = excluded.status, reason = excluded.reason,
    fingerprint = excluded.fingerprint, observed_ms = excluded.observed_ms, ends_ms = excluded.ends_ms,
    received_ms = excluded.received_ms, payload = excluded.payload`;

export const UPSERT_HOST = `
  INSERT INTO hosts
    (host, agent_version, profile, region, kernel_release, boot_id, first_seen_ms, last_seen_ms, clock_offset_ms)
  VALUES (:host, :agentVersion, :profile, :region, :kernelRelease, :bootId, :now, :now, :clockOffset)
  ON CONFLICT (host) DO UPDATE SET
    agent_version = excluded.agent_version, profile = excluded.profile, region = excluded.region,
    kernel_release = excluded.kernel_release, boot_id = excluded.boot_id, last_seen_ms = excluded.last_seen_ms,
    clock_offset_ms = excluded.clock_offset_ms`;

export const SELECT_HOSTS = `
  SELECT hosts.*,
    coalesce(sum(status = 'critical'), 0) AS critical,
    coalesce(sum(status = 'warning'), 0) AS warning,
    coalesce(sum(status = 'unknown'), 0) AS unknown
  FROM hosts LEFT JOIN findings ON findings.host = hosts.host AND ends_ms IS NULL
  WHERE :host IS NULL OR hosts.host = :host
  GROUP BY hosts.host ORDER BY hosts.host`;

export const UPSERT_EPOCH = `
  INSERT INTO epochs (host, epoch, acked, used_ms) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET acked = excluded.acked, used_ms = excluded.used_ms`;

export const TRIM_REJECTED = `
  DELETE FROM rejected WHERE host = ? AND (epoch, sequence) NOT IN
    (SELECT epoch, sequence FROM rejected WHERE host = ? ORDER BY received_ms DESC, sequence DESC LIMIT ?)`;
