import { notKnown } from "../core/index.ts";
import { decodeRequest, encodeAnswer } from "./helper-wire.ts";
import { probeHere } from "./probes.ts";

/** The privileged helper's whole work: one line of request to one line of answer. */
export function answerRequest(line: string): string {
  const request = decodeRequest(line);
  if (typeof request === "string") return encodeAnswer("open-kvm", notKnown(request));
  return encodeAnswer(request.verb, probeHere(request.verb, request.args));
}
