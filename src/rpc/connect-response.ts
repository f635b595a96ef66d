import { krane } from "./generated/krane.js";
import protobuf from "./protobuf.ts";

/** What the collector sends, and the request id of a question that this program is too old to know. */
export type ConnectResponse = krane.v1.ConnectResponse.$Properties & { unknownRequestId?: string };

/** Every question has its request id in field 1 (agent.proto), those of later versions too. */
function requestIdOf(bytes: Uint8Array): string | undefined {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if ((tag & 7) !== 2) {
      reader.skipType(tag & 7);
      continue;
    }
    const inner = protobuf.Reader.create(reader.bytes());
    if (inner.len > 0 && inner.tag() === 10) return inner.string();
  }
  return undefined;
}

/** Decodes a message of the collector such that an unknown question can be answered with "I do not know that". */
export function decodeConnectResponse(bytes: Uint8Array): ConnectResponse {
  const message: ConnectResponse = krane.v1.ConnectResponse.decode(bytes);
  if (message.welcome || message.ack || message.runChecks || message.rescan || message.describe) return message;
  const unknownRequestId = requestIdOf(bytes);
  return unknownRequestId === undefined ? message : { unknownRequestId };
}
