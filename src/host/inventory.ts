import type { Host } from "../core/index.ts";
import { explainError } from "../core/index.ts";
import type { Heard, Part } from "../parse/board/hardware.ts";
import { disksOf, machineOf, nicsOf } from "./hardware-files.ts";

/**
 * What systeminformation and sysfs say of the hardware, part by part as it comes. Of systeminformation only what takes few child processes:
 * getStaticData starts 135; networkInterfaces 29 for each interface with an address, taps as well, and never sees the cards of a bond
 * (5,800 processes and 5.5 s with 200 taps); diskLayout wakes every disk with smartctl and drops those without a model. Cards and the
 * list of disks come from sysfs instead.
 */
export async function askHardware(host: Host, tell: (part: Part, heard: Heard) => void): Promise<void> {
  const { default: hardware } = await import("systeminformation");
  const isRoot = process.geteuid?.() === 0;
  const asks: Readonly<Record<Part, () => Promise<unknown>>> = {
    machine: () => machineOf(host, isRoot),
    system: () => hardware.system(),
    board: () => hardware.baseboard(),
    bios: () => hardware.bios(),
    cpus: () => hardware.cpu(),
    memory: () => hardware.memLayout(),
    blocks: () => hardware.blockDevices(),
    disks: () => disksOf(host),
    nics: () => nicsOf(host),
  };
  const ask = async (part: Part, value: () => Promise<unknown>) => {
    try {
      tell(part, { value: await value() });
    } catch (error) {
      tell(part, { error: explainError(error) });
    }
  };
  // All at once: one that hangs costs the others nothing.
  await Promise.all(Object.entries(asks).map(([part, value]) => ask(part as Part, value)));
}
