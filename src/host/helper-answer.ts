import { notKnown } from "../core/index.ts";
import { decodeRequest, encodeAnswer } from "./helper-wire.ts";
import { probeHere } from "./probes.ts";

/** The privileged helper's whole work: one line of request to one line of answer. `toolPath` instead of the system's directories of programs. */
export async function answerRequest(line: string, toolPath?: string): Promise<string> {
  const request = decodeRequest(line);
  if (typeof request === "string") return encodeAnswer("open-kvm", notKnown(request));
  return encodeAnswer(request.verb, await probeHere(request.verb, request.args, toolPath));
}
