import { QueryClient } from "../../rpc/query-client.ts";
import { readTls } from "../collector-files.ts";
import { kranectlSettings, type SettingFlags } from "./settings.ts";

export interface Target {
  readonly address: string;
  /** A new connection to it. */
  open(): QueryClient;
}

/** The collector of the settings; the files are read here, so that a wrong one is told at once. */
export function targetOf(flags: SettingFlags): Target {
  const { collector: address, ca, certificate: cert, key } = kranectlSettings(flags, process.env);
  const tls = readTls({ ca, cert, key });
  return { address, open: () => new QueryClient({ address, tls, log: () => undefined }) };
}

/** Asks the collector of the settings, and hangs up. */
export async function asking<T>(flags: SettingFlags, ask: (client: QueryClient) => Promise<T>): Promise<T> {
  const client = targetOf(flags).open();
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}
