import { defined, field } from "../../core/index.ts";
import { uuidOf } from "./domain-status.ts";

/** What a qemu was started as. */
export interface QemuCmdline {
  readonly domain?: string;
  readonly uuid?: string;
}

/** "guest=NAME,debug-threads=on" since QEMU 2.1 and "NAME,..." before; a comma in it is doubled (qemu, util/keyval.c). */
function nameOf(value: string): string | undefined {
  const options = value
    .replaceAll(",,", "\0")
    .split(",")
    .map((option) => option.replaceAll("\0", ","));
  const name = options.find((option) => option.startsWith("guest="))?.slice(6) ?? options[0];
  return name === undefined || name === "" || name.startsWith("debug-threads=") ? undefined : field(name);
}

/** /proc/PID/cmdline: arguments with a NUL behind each. */
export function parseQemuCmdline(text: string): QemuCmdline {
  const words = text.split("\0", 4096);
  const behind = (option: string) => {
    const at = words.findIndex((word) => word === `-${option}` || word === `--${option}`);
    return at < 0 ? undefined : words[at + 1];
  };
  return defined({ domain: nameOf(behind("name") ?? ""), uuid: uuidOf(behind("uuid")) });
}
