import { type Answer, type Host, known, look } from "../../core/index.ts";
import { type BootParam, parseCmdline } from "./cmdline.ts";

/** Parameters that the kernel runs with, or why they are not to be seen. */
export async function lookAtParams(host: Host): Promise<Answer<readonly BootParam[]>> {
  const line = await look(host, "/proc/cmdline");
  return line.known ? known(parseCmdline(line.value)) : line;
}
