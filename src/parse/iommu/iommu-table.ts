import { type Answer, known } from "../../core/index.ts";
import { type CpuReason, type FirstCpu, isAmd } from "../cpu/cpuinfo.ts";
import { type Seen, seen } from "../feature.ts";
import { parseDmar } from "./dmar.ts";
import { ivrsUnits } from "./ivrs.ts";

export const ACPI_TABLES = "/sys/firmware/acpi/tables";

/** A table that can be asked for: of an Intel IOMMU, of one of AMD. */
export type IommuSignature = "DMAR" | "IVRS";

/** What firmware says of its IOMMU, which decides over interrupt remapping and x2apic as well. */
export interface IommuTable {
  readonly signature: IommuSignature | "VIOT";
  /** Whether firmware offers an IOMMU. */
  readonly offer: Seen;
  /** Whether firmware offers interrupt remapping; an IVRS table does not say. */
  readonly remapping: boolean | undefined;
  /** Firmware asks the system not to use x2apic. */
  readonly x2apicOptOut: boolean;
  /** The bytes, or why they could not be had. */
  readonly answer: Answer<Uint8Array>;
}

/** Which table to ask for: the one that is listed, else that of the CPU's maker (Hygon builds AMD's). */
export function signatureOf(names: readonly string[], cpu: FirstCpu | CpuReason): IommuSignature {
  const listed = (["DMAR", "IVRS"] as const).find((signature) => names.includes(signature));
  return listed ?? (typeof cpu !== "string" && isAmd(cpu) ? "IVRS" : "DMAR");
}

function units(count: number): string {
  return `${count} remapping ${count === 1 ? "unit" : "units"}`;
}

type Contents = Pick<IommuTable, "offer" | "remapping" | "x2apicOptOut">;

const NOTHING = { remapping: undefined, x2apicOptOut: false };

function contentsOfDmar(bytes: Uint8Array, source: string): Contents {
  const dmar = parseDmar(bytes);
  if (dmar === undefined) return { offer: seen(undefined, source, "not a DMAR table"), ...NOTHING };
  const offered = dmar.units > 0;
  const flags = [
    dmar.interruptRemapping ? "INTR_REMAP" : "no INTR_REMAP",
    ...(dmar.x2apicOptOut ? ["X2APIC_OPT_OUT"] : []),
  ];
  return {
    offer: seen(offered, source, [units(dmar.units), ...flags].join(", ")),
    remapping: offered && dmar.interruptRemapping,
    x2apicOptOut: dmar.x2apicOptOut,
  };
}

function contentsOfIvrs(bytes: Uint8Array, source: string): Contents {
  const count = ivrsUnits(bytes);
  if (count === undefined) return { offer: seen(undefined, source, "not an IVRS table"), ...NOTHING };
  return { offer: seen(count > 0, source, units(count)), ...NOTHING, remapping: count > 0 ? undefined : false };
}

interface Found {
  /** Names in ACPI_TABLES, which anybody may list; the tables are root's. */
  readonly names: readonly string[];
  readonly signature: IommuSignature;
  readonly answer: Answer<Uint8Array>;
}

/** A name that is listed proves the table, and one that is not listed among others proves that there is none. */
function withoutBytes({ names, signature, answer }: Found): Contents {
  const why = answer.known ? "no such table" : answer.why;
  if (names.includes(signature)) return { offer: seen(true, ACPI_TABLES, `${signature} listed; ${why}`), ...NOTHING };
  const none = answer.known || names.length > 0;
  return none
    ? { offer: seen(false, ACPI_TABLES, `no table ${signature}`), remapping: false, x2apicOptOut: false }
    : { offer: seen(undefined, `${ACPI_TABLES}/${signature}`, why), ...NOTHING };
}

/** What firmware offers. VIOT is the table of a virtio-iommu, which remaps no interrupts. */
export function readIommuTable(found: Found): IommuTable {
  const { names, signature, answer } = found;
  if (names.includes("VIOT") && !names.includes(signature)) {
    const offer = seen(true, ACPI_TABLES, "VIOT listed");
    return { signature: "VIOT", offer, remapping: false, x2apicOptOut: false, answer: known(new Uint8Array()) };
  }
  if (!answer.known || answer.value.length === 0) return { signature, answer, ...withoutBytes(found) };
  const source = `${ACPI_TABLES}/${signature}`;
  const read = signature === "DMAR" ? contentsOfDmar : contentsOfIvrs;
  return { signature, answer, ...read(answer.value, source) };
}
