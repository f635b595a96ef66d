import { type Authority, createAuthority } from "../../src/collector/x509.ts";
import type { TlsMaterial } from "../../src/rpc/tls.ts";

/** Certificates of one throw-away CA. */
export interface Pki {
  readonly authority: Authority;
  readonly server: TlsMaterial;
  host(name: string): Promise<TlsMaterial>;
  operator(name: string): Promise<TlsMaterial>;
}

export async function createPki(): Promise<Pki> {
  const authority = await createAuthority();
  const ca = authority.cert;
  return {
    authority,
    server: { ca, ...(await authority.issue({ server: { dns: ["localhost"], ip: ["127.0.0.1"] } })) },
    host: async (name) => ({ ca, ...(await authority.issue({ client: { role: "host", name } })) }),
    operator: async (name) => ({ ca, ...(await authority.issue({ client: { role: "operator", name } })) }),
  };
}
