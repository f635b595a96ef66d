import type { Lang } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { HostFinding } from "../../rpc/host-finding.ts";
import { saidIn } from "../finding-text.ts";
import { findingJson } from "../format/finding-json.ts";

/** A finding as krane-agent writes it, with its host and when the collector had it. */
export function hostFindingJson({ host, finding, receivedAt }: HostFinding, lang: Lang, registry: Registry) {
  const received = new Date(receivedAt).toISOString();
  return { host, receivedAt: received, ...findingJson(finding, saidIn(lang, finding, registry)) };
}
