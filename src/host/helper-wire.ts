import {
  type Answer,
  denied,
  type FileSystem,
  known,
  notKnown,
  type ProbeValue,
  type ProbeVerb,
} from "../core/index.ts";
import { readFileSystem } from "../parse/disk/file-systems.ts";
import { readMonitStatus } from "../parse/monit/monit-status.ts";
import { readUnits } from "../parse/unit/systemd-unit.ts";
import { type ProbeRequest, readRequest } from "./probe-request.ts";

/**
 * What goes over the privileged helper's socket: one line of JSON each way. Both sides use this file, so that they cannot differ.
 * A request is a verb of the closed list, never a command or a path.
 */
const REQUEST_BYTES = 4096;
/** A table of 64 KiB is 88 KiB of base64. */
export const ANSWER_BYTES = 131_072;

interface Codec<T> {
  encode(value: T): unknown;
  decode(value: unknown): T | undefined;
}

/** Longer texts of a tool are cut before they are sent; 64 KiB of them at most double when they are quoted. */
const TEXT_CHARACTERS = 131_072;

const HEX = /^0x[0-9a-f]{1,16}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const BYTES: Codec<Uint8Array> = {
  encode: (value) => Buffer.from(value).toString("base64"),
  decode: (value) => (typeof value === "string" && BASE64.test(value) ? Buffer.from(value, "base64") : undefined),
};

const TEXT: Codec<string> = {
  encode: (value) => value,
  decode: (value) => (typeof value === "string" && value.length <= TEXT_CHARACTERS ? value : undefined),
};

const FILE_SYSTEM: Codec<FileSystem> = { encode: (value) => value, decode: readFileSystem };

const CODECS: { readonly [V in ProbeVerb]: Codec<ProbeValue<V>> } = {
  msr: {
    encode: (value) => `0x${value.toString(16)}`,
    decode: (value) => (typeof value === "string" && HEX.test(value) ? BigInt(value) : undefined),
  },
  "acpi-table": BYTES,
  "open-kvm": {
    encode: (value) => value,
    decode: (value) => (typeof value === "boolean" ? value : undefined),
  },
  smbios: BYTES,
  "boot-log": TEXT,
  "file-system": FILE_SYSTEM,
  "chrony-tracking": BYTES,
  "monit-status": { encode: (value) => value, decode: readMonitStatus },
  "docker-containers": TEXT,
  "cri-containers": TEXT,
  "systemd-units": { encode: (value) => value, decode: readUnits },
  smart: TEXT,
  "ipmi-sensors": TEXT,
  "ipmi-events": TEXT,
};

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function encodeRequest(request: ProbeRequest): string {
  return `${JSON.stringify({ verb: request.verb, args: request.args })}\n`;
}

/** The question in `line`, or why there is none. */
export function decodeRequest(line: string): ProbeRequest | string {
  return line.length > REQUEST_BYTES ? "request too long" : readRequest(json(line));
}

export function encodeAnswer<V extends ProbeVerb>(verb: V, answer: Answer<ProbeValue<V>>): string {
  const value = answer.known ? { known: true, value: CODECS[verb].encode(answer.value) } : answer;
  return `${JSON.stringify(value)}\n`;
}

export function decodeAnswer<V extends ProbeVerb>(verb: V, line: string): Answer<ProbeValue<V>> {
  const answer = json(line);
  if (typeof answer !== "object" || answer === null || !("known" in answer))
    return notKnown("the helper's answer is not one");
  if (answer.known === true) {
    const value = "value" in answer ? CODECS[verb].decode(answer.value) : undefined;
    return value === undefined ? notKnown(`the helper's answer does not fit ${verb}`) : known(value);
  }
  const why = "why" in answer && typeof answer.why === "string" ? answer.why : "the helper gave no reason";
  return "denied" in answer && answer.denied === true ? denied(why) : notKnown(why);
}
