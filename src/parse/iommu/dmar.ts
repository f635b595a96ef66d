/** What an ACPI DMAR table says besides its units (VT-d specification 8.1; kernel include/acpi/actbl1.h). */
export interface Dmar {
  /** Interrupt remapping, without which Linux leaves x2apic off. */
  readonly interruptRemapping: boolean;
  /** Firmware asks the system not to use x2apic. */
  readonly x2apicOptOut: boolean;
  /** Has a remapping unit (DRHD), without which the table is an empty shell. */
  readonly units: number;
}

const HEADER_BYTES = 48;
const FLAGS_AT = 37;

/** Number of DRHD structures (type 0) behind the header. */
function countUnits(view: DataView): number {
  let units = 0;
  let at = HEADER_BYTES;
  while (at + 4 <= view.byteLength) {
    const length = view.getUint16(at + 2, true);
    if (length < 4) break;
    if (view.getUint16(at, true) === 0) units += 1;
    at += length;
  }
  return units;
}

/** undefined where `bytes` is no DMAR table. */
export function parseDmar(bytes: Uint8Array): Dmar | undefined {
  const signature = String.fromCharCode(...bytes.subarray(0, 4));
  if (signature !== "DMAR" || bytes.length < HEADER_BYTES) return undefined;
  const flags = bytes[FLAGS_AT] ?? 0;
  const units = countUnits(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return { interruptRemapping: (flags & 1) !== 0, x2apicOptOut: (flags & 2) !== 0, units };
}
