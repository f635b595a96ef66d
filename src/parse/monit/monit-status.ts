import type { MonitService, MonitStatus } from "../../core/index.ts";
import { childrenOf, elementAt, textAt, type XmlElement } from "../guest/xml.ts";

/** More services than this are no host's; a BOSH VM has 20. */
const MOST_SERVICES = 512;
const MOST_NAME = 255;

const NUMBERS = ["type", "status", "monitor", "mode", "pendingAction", "collectedAt", "pid"] as const;

/** The element of each number in both versions of the schema; `type` is an attribute in the first. */
const ELEMENTS: Readonly<Record<(typeof NUMBERS)[number], string>> = {
  type: "type",
  status: "status",
  monitor: "monitor",
  mode: "monitormode",
  pendingAction: "pendingaction",
  collectedAt: "collected_sec",
  pid: "pid",
};

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function serviceOf(element: XmlElement): readonly MonitService[] {
  const name = element.attributes.name ?? textAt(element, "name");
  if (name === undefined || name === "" || name.length > MOST_NAME) return [];
  const numbers = NUMBERS.flatMap((key) => {
    const text = (key === "type" ? element.attributes.type : undefined) ?? textAt(element, ELEMENTS[key]);
    const value = count(text);
    return value === undefined ? [] : [[key, value] as const];
  });
  const rare = elementAt(element, "every") === undefined ? {} : { isRare: true };
  return [{ name, ...Object.fromEntries(numbers), ...rare }];
}

/**
 * The document of `_status?format=xml` or of `_status2`, in which services are wrapped, have their name as an attribute and the version
 * stands on the root (monit 5.2.5 and 5.33, measured). What it may hold of the credentials of an M/Monit is not taken over. Else why not.
 */
export function monitStatusOf(root: XmlElement, askedAt: number): MonitStatus | string {
  const version = root.attributes.version ?? textAt(root, "server", "version");
  if (root.name !== "monit" || version === undefined) return "what it said is not monit's status";
  const elements = [...childrenOf(root, "service"), ...childrenOf(elementAt(root, "services"), "service")];
  if (elements.length > MOST_SERVICES) return `more than ${MOST_SERVICES} services`;
  const [pollS, uptimeS] = [count(textAt(root, "server", "poll")), count(textAt(root, "server", "uptime"))];
  return {
    version: version.slice(0, MOST_NAME),
    askedAt,
    ...(pollS === undefined ? {} : { pollS }),
    ...(uptimeS === undefined ? {} : { uptimeS }),
    services: elements.flatMap(serviceOf),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isService(value: unknown): value is MonitService {
  if (!isRecord(value) || typeof value.name !== "string" || value.name.length > MOST_NAME) return false;
  const fits = NUMBERS.every((key) => value[key] === undefined || isCount(value[key]));
  return fits && (value.isRare === undefined || typeof value.isRare === "boolean");
}

/** `value` of a JSON text as monit's status; undefined where it is none. */
export function readMonitStatus(value: unknown): MonitStatus | undefined {
  if (!isRecord(value) || typeof value.version !== "string" || !isCount(value.askedAt)) return undefined;
  const { version, askedAt, pollS, uptimeS, services } = value;
  if (!Array.isArray(services) || services.length > MOST_SERVICES || !services.every(isService)) return undefined;
  return {
    version,
    askedAt,
    ...(isCount(pollS) ? { pollS } : {}),
    ...(isCount(uptimeS) ? { uptimeS } : {}),
    services,
  };
}

/** extra/monit-status.json of a captured tree; undefined where it is none. */
export function parseMonitStatus(text: string): MonitStatus | undefined {
  try {
    return readMonitStatus(JSON.parse(text));
  } catch {
    return undefined;
  }
}
