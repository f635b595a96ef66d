const ENTRY = /^(0x[0-9a-f]{1,8})\s+(0x[0-9a-f]{1,16})$/i;

/** extra/msr.txt of a captured tree: "register value" of CPU 0, both in hexadecimal. */
export function parseMsrDump(text: string): ReadonlyMap<number, bigint> {
  const registers = new Map<number, bigint>();
  for (const line of text.split("\n")) {
    const [, register, value] = ENTRY.exec(line.trim()) ?? [];
    if (register !== undefined && value !== undefined) registers.set(Number(register), BigInt(value));
  }
  return registers;
}
