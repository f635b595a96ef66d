import { defined, type LogRecord } from "../../core/index.ts";
import { isoTime, type LogClock } from "./log-clock.ts";

/** libvirt's own lines in a guest's log: "2025-08-11 03:16:59.110+0000: shutting down, reason=crashed" (virTimeStringNow). */
const LIBVIRT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})([+-]\d\d)(\d\d): /;

/** QEMU's error_report() with -msg timestamp=on, which libvirt passes: "2025-08-11T03:16:59.110825Z qemu-system-x86_64: terminating …". */
const REPORTED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) /;

/** QEMU's name for itself, at the beginning of error_report()'s lines; since 4.0 with what it is about: "-accel kvm: ". */
const SELF = /^qemu-(?:system-\w{1,16}|kvm): /;

/** Whether a line is libvirt's in a guest's log. */
export function isLibvirtLine(line: string): boolean {
  return LIBVIRT.test(line);
}

/** Length of "2025-08-11T03:16:59.110825Z ". */
const TIME_LENGTH = 28;

/** Whether a line that begins with a time is QEMU's own: where a syslog has its host, it has QEMU's name. */
export function isReportedByQemu(line: string): boolean {
  return line.startsWith("qemu-", TIME_LENGTH) && REPORTED.test(line) && SELF.test(line.slice(TIME_LENGTH));
}

/**
 * One line of /var/log/libvirt/qemu/GUEST.log. What QEMU prints to its standard error by itself ("KVM internal error. Suberror: 1") has
 * no time; it is QEMU's all the same.
 */
export function parseQemu(line: string, clock: LogClock): LogRecord {
  const libvirt = LIBVIRT.exec(line);
  const reported = libvirt === null ? REPORTED.exec(line) : null;
  const [whole = "", date, time, hours, minutes] = libvirt ?? reported ?? [];
  const text = libvirt === null ? (date ?? "") : `${date}T${time}${hours}:${minutes}`;
  return defined({
    timestamp: whole === "" ? undefined : isoTime(text),
    observedTimestamp: clock.now,
    severityNumber: 0,
    body: line.slice(whole.length).replace(SELF, ""),
    from: "qemu",
    attributes: {},
  });
}

/** The guest that a log is of: libvirt names it /var/log/libvirt/qemu/GUEST.log, logrotate adds ".1" or ".2.gz". */
export function guestOfLog(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name
    .replace(/\.gz$/, "")
    .replace(/[.-]\d{1,8}$/, "")
    .replace(/\.log$/, "");
}
