import { defined, field, type GuestState } from "../../core/index.ts";
import { childrenOf, elementAt, textAt, type XmlElement } from "./xml.ts";

/** What libvirt's status file of a running domain says (/run/libvirt/qemu/NAME.xml), with what Nova left in its metadata. */
export interface DomainStatus {
  readonly domain: string;
  readonly uuid?: string;
  readonly name?: string;
  readonly project?: string;
  readonly projectId?: string;
  readonly flavor?: string;
  readonly state: GuestState;
  readonly pid?: number;
  /** Thread ids by the number of the virtual CPU. */
  readonly vcpus: readonly number[];
  readonly iothreads: readonly number[];
  readonly taps: readonly string[];
}

/** virDomainState's names (libvirt, src/conf/domain_conf.c). */
const STATES: readonly GuestState[] = ["running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended"];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** As many as KVM gives one guest (KVM_MAX_VCPUS is 4096), and more interfaces than one can have. */
const MOST = 4096;

function idOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function threadIds(elements: readonly XmlElement[]): readonly number[] {
  const number = ({ attributes }: XmlElement) => Number(attributes.id ?? 0);
  const inOrder = elements.slice(0, MOST).toSorted((a, b) => number(a) - number(b));
  return inOrder.flatMap(({ attributes }) => idOf(attributes.pid) ?? []);
}

function safe(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : field(text.trim());
}

/** A UUID in one form: AppArmor's profiles and logs have it in lower case. */
export function uuidOf(text: string | undefined): string | undefined {
  return text !== undefined && UUID.test(text) ? text.toLowerCase() : undefined;
}

/** Facts of a status file; undefined where the document is not one of a domain. */
export function domainStatus(root: XmlElement): DomainStatus | undefined {
  const domain = elementAt(root, "domain");
  const name = safe(textAt(domain, "name"));
  if (root.name !== "domstatus" || name === undefined) return undefined;
  const nova = elementAt(domain, "metadata", "nova:instance");
  const project = elementAt(nova, "nova:owner", "nova:project");
  const interfaces = childrenOf(elementAt(domain, "devices"), "interface").slice(0, MOST);
  return defined({
    domain: name,
    uuid: uuidOf(textAt(domain, "uuid")),
    name: safe(textAt(nova, "nova:name")),
    project: safe(textAt(project)),
    projectId: safe(project?.attributes.uuid),
    flavor: safe(elementAt(nova, "nova:flavor")?.attributes.name),
    state: STATES.find((state) => state === root.attributes.state) ?? ("unknown" as const),
    pid: idOf(root.attributes.pid),
    vcpus: threadIds(childrenOf(elementAt(root, "vcpus"), "vcpu")),
    iothreads: threadIds(childrenOf(elementAt(root, "iothreads"), "iothread")),
    taps: interfaces.flatMap((one) => safe(elementAt(one, "target")?.attributes.dev) ?? []),
  });
}
