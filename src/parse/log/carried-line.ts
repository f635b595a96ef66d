/** "2026-11-21T03:07:12.110825123+09:00 stderr F text": a container runtime's log (CRI, kuberuntime's log format). */
const CRI = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] /;
/** "2026-11-21T03:07:12+09:00 {host="com0369"} text": logcli. */
const LABELLED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) \{[^{}]{0,1000}\}\s{1,8}/;
/** "2026-11-21T03:07:12Z text": kubectl logs --timestamps, ts, console servers; only before the kernel's own stamp. */
const TIMED =
  /^\[?(?:[A-Z][a-z]{2} {1,2}\d{1,2} |\d{4}-\d\d-\d\d[T ])\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? ?(?=\[ {0,12}\d{1,10}\.\d{6}\])/;

const SHAPES: readonly RegExp[] = [CRI, LABELLED, TIMED];

/** What a line carries behind what a collector of logs wrote before it; undefined where none did. */
export function collected(line: string): string | undefined {
  for (const shape of SHAPES) {
    const match = shape.exec(line);
    if (match !== null) return line.slice(match[0].length);
  }
  return undefined;
}

/** Where a record may begin: its date, its priority, the kernel's stamp, a decoded facility. */
const RECORD =
  /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[A-Z][a-z]{2} \d{4}-\d\d-\d\d |<\d{1,3}>|\[ {0,12}\d{1,10}\.\d{6}|\[[A-Z][a-z]{2} [A-Z][a-z]{2} |\d{1,2}[\uc6d4\u6708] {1,2}\d{1,2} \d\d:|kern {2}:|\d{1,3},\d{1,20},\d{1,16},[-c]/;
const LOOKED_AT = 400;

/**
 * What people and their tools write before each line: marks of a quotation, "12345:" of grep -n and cat -n, "kern.log:" and "kern.log-17-" of
 * grep, "com0369: " of pdsh, "rsyslog-1  | " of docker compose, "[pod/x] " of kubectl.
 */
const BEFORE =
  /^(?:\s{0,8}>){0,4} {0,8}(?:\d{1,9}[:\t-]|\d{1,9} {2}|[^\s:]{1,255}[:-](?:\d{1,9}[:-])?|[\w.-]{1,64} {1,16}\||\[[^\s\]]{1,200}\])? {0,8}$/;

/** The record within a line that people or their tools wrote something before; undefined where it begins with it, or holds none. */
export function carried(line: string): string | undefined {
  const at = line.slice(0, LOOKED_AT).search(RECORD);
  return at > 0 && BEFORE.test(line.slice(0, at)) ? line.slice(at) : undefined;
}
