/** IVHD blocks: an AMD IOMMU in the forms of ever newer drivers, each unit once in each (AMD I/O Virtualization specification, 5.2). */
const IVHD: readonly number[] = [0x10, 0x11, 0x40];
const HEADER_BYTES = 48;

/** Number of IOMMUs in an ACPI IVRS table; undefined where `bytes` is none. Blocks: type, flags, length, device id of the IOMMU. */
export function ivrsUnits(bytes: Uint8Array): number | undefined {
  const signature = String.fromCharCode(...bytes.subarray(0, 4));
  if (signature !== "IVRS" || bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units = new Set<number>();
  let at = HEADER_BYTES;
  while (at + 6 <= view.byteLength) {
    const length = view.getUint16(at + 2, true);
    if (length < 4) break;
    if (IVHD.includes(view.getUint8(at))) units.add(view.getUint16(at + 4, true));
    at += length;
  }
  return units.size;
}
