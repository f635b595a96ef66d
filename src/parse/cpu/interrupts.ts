/** What holds the first lines of /proc/interrupts, those of the IO-APIC among them: a line of 512 CPUs has 6 KB. */
export const INTERRUPT_BYTES = 65_536;

/** "  0:   120   0  IR-IO-APIC   2-edge   timer": the name of the chip follows the count of each CPU. */
const CHIP = /^\s*\d{1,7}:(?:\s+\d+)+\s+(\S+)/;

/** Names of the interrupt chips in the beginning of /proc/interrupts; a last line that is cut is left out. */
function interruptChips(text: string): readonly string[] {
  return text
    .split("\n")
    .slice(1, -1)
    .flatMap((line) => CHIP.exec(line)?.[1] ?? []);
}

/**
 * Whether interrupts are remapped: the kernel puts "IR-" before the name of a chip that is (arch/x86/kernel/apic/io_apic.c, msi.c).
 * undefined where no chip is there that could be.
 */
export function remapsInterrupts(text: string): boolean | undefined {
  const chips = interruptChips(text).filter((chip) => /^(?:IR-)?(?:IO-APIC|PCI-MSI)/.test(chip));
  return chips.length === 0 ? undefined : chips.some((chip) => chip.startsWith("IR-"));
}
