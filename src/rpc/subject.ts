import { field, KraneError, type Subject, type SubjectType } from "../core/index.ts";
import { optionalText, textOf } from "./fields.ts";
import type { krane } from "./generated/krane.js";

const TYPES: Readonly<Record<SubjectType, true>> = {
  host: true,
  guest: true,
  nic: true,
  disk: true,
  device: true,
  memory: true,
  cpu: true,
  service: true,
  file: true,
};

function isType(text: string): text is SubjectType {
  return Object.hasOwn(TYPES, text);
}

export function subjectMessage(subject: Subject): krane.v1.Subject.$Properties {
  const { type, name, id } = subject;
  return { type, name: name === "" ? "-" : field(name), ...(id === undefined ? {} : { id: field(id) }) };
}

export function subjectOf(message: krane.v1.Subject.$Properties | null | undefined): Subject {
  const type = message?.type ?? "";
  if (!isType(type)) throw new KraneError("KRANE_RPC_INVALID", "the subject has no known type");
  const id = optionalText(message?.id);
  return { type, name: textOf("the subject's name", message?.name), ...(id === undefined ? {} : { id }) };
}
