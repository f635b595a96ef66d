import { type Answer, known, notKnown } from "../../core/index.ts";
import { parseSmbios } from "./smbios.ts";

/** Who the mainboard says it is. */
export interface BoardIdentity {
  readonly serial: string | undefined;
  readonly uuid: string | undefined;
  readonly product: string | undefined;
  readonly biosVersion: string | undefined;
  readonly biosDate: string | undefined;
}

/** The kernel's copy of the same, for everybody but the serial and the UUID (0400 root). */
export const DMI_ID = "/sys/class/dmi/id";
export const DMI_FILES = ["board_serial", "product_uuid", "board_name", "bios_version", "bios_date"] as const;

export type DmiFile = (typeof DMI_FILES)[number];

/** What vendors leave in a field that they did not fill: it is the same on every board of the kind. */
const BLANKS =
  /^(?:to be filled by o\.?e\.?m\.?|filled by o\.?e\.?m\.?|o\.?e\.?m\.?|not (?:specified|available|applicable|provided|settable|present)|n\/?a|none|null|empty|invalid|undefined|unknown|default(?: string)?|(?:system|base ?board|board|chassis|mb) ?serial ?(?:number)?|serial ?number|0?123456789(?:0|abcdef|xxxx)?)\.?$/i;
/** The UUID that AMI ships (SMBIOS fields 0x0003, 0x0002, 0x0004 … as bytes), in both byte orders. */
const BLANK_UUID = /^(?:03000200-0400-0500|00020003-0004-0005)-0006-000700080009$/i;

/** `text` where it tells one machine from another; all-equal characters ("0", "xxxx", "....") do not. */
export function telling(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? "";
  const bare = trimmed.replaceAll("-", "");
  const isBlank = new Set(bare).size <= 1 || BLANKS.test(trimmed) || BLANK_UUID.test(trimmed);
  return isBlank ? undefined : trimmed;
}

export function identityInTable(table: Uint8Array): Answer<BoardIdentity> {
  const found = parseSmbios(table);
  if (found === undefined) return notKnown("the SMBIOS table has no structures");
  return known({
    serial: telling(found.boardSerial),
    uuid: telling(found.systemUuid),
    product: telling(found.boardProduct) ?? telling(found.systemProduct),
    biosVersion: telling(found.biosVersion),
    biosDate: telling(found.biosDate),
  });
}

/** What the kernel's files say; undefined where none of them could be read. */
export function identityInFiles(files: ReadonlyMap<DmiFile, Answer<string>>): BoardIdentity | undefined {
  const text = (name: DmiFile) => {
    const answer = files.get(name);
    return answer?.known === true ? telling(answer.value) : undefined;
  };
  if (!Array.from(files.values()).some((file) => file.known)) return undefined;
  return {
    serial: text("board_serial"),
    uuid: text("product_uuid")?.toLowerCase(),
    product: text("board_name"),
    biosVersion: text("bios_version"),
    biosDate: text("bios_date"),
  };
}

/** "0W23H8, serial S18C0229, BIOS 2.19.1": the parts that are known. */
export function identityText({ serial, uuid, product, biosVersion, biosDate }: BoardIdentity): string {
  const parts = [
    product,
    serial === undefined ? undefined : `serial ${serial}`,
    uuid === undefined ? undefined : `UUID ${uuid}`,
    biosVersion === undefined ? undefined : `BIOS ${biosVersion}`,
    biosDate === undefined ? undefined : `(${biosDate})`,
  ];
  return parts
    .filter((part) => part !== undefined)
    .join(", ")
    .replace(", (", " (");
}
