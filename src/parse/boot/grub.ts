import { shellVariables } from "../shell-variables.ts";
import { type BootParam, parseCmdline } from "./cmdline.ts";

/** Where grub-mkconfig reads from, in this order: the file, then what the distribution and the image put beside it. */
export const GRUB_FILE = "/etc/default/grub";
export const GRUB_DIR = "/etc/default/grub.d";

/**
 * Boot parameters of a normal entry, of the texts of GRUB's configuration in their order; undefined where none sets them. The DEFAULT
 * ones come behind the others (/etc/grub.d/10_linux).
 */
export function grubParams(texts: readonly string[]): readonly BootParam[] | undefined {
  const values = texts.reduce<ReadonlyMap<string, string>>((given, text) => shellVariables(text, given), new Map());
  const lines = [values.get("GRUB_CMDLINE_LINUX"), values.get("GRUB_CMDLINE_LINUX_DEFAULT")];
  if (lines.every((line) => line === undefined)) return undefined;
  return parseCmdline(lines.map((line) => line ?? "").join(" "));
}
