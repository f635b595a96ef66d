import { KraneError } from "../core/index.ts";

/**
 * Stands in for @grpc/proto-loader in the bundle. grpc-js asks for it only when channelz or ORCA are used, which we do not;
 * the real one would bring a second protobufjs and 136 KB.
 */
export function loadSync(): never {
  throw new KraneError("KRANE_RPC_FAILED", "channelz and ORCA are not part of this program");
}
