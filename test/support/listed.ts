import type { Finding } from "../../src/core/index.ts";
import { findingOf } from "../../src/rpc/codec.ts";
import { openChannel } from "../../src/rpc/grpc.ts";
import { REPLY_BYTES } from "../../src/rpc/protocol.ts";
import { queryService } from "../../src/rpc/services.ts";
import type { TlsMaterial } from "../../src/rpc/tls.ts";

/** All findings that a collector has, as an operator gets them. */
export async function listedFindings(address: string, operator: TlsMaterial): Promise<readonly Finding[]> {
  const channel = openChannel(address, operator, () => undefined, REPLY_BYTES);
  try {
    const reply = await channel.unary(queryService.listFindings, { limit: 10_000 }, { timeoutMs: 10_000 });
    return (reply.findings ?? []).map(({ finding }) => findingOf(finding ?? {}));
  } finally {
    channel.close();
  }
}
