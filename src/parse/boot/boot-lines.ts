/** A record of /dev/kmsg that the kernel itself wrote: "6,339,5140900,-;text". */
const RECORD = /^([0-7]),(\d{1,20}),(\d{1,16}),[-c+][^;]{0,256};(.*)$/;

/** A line of `dmesg`, or of /var/log/dmesg as Ubuntu's dmesg.service writes it: "[    0.020000] kernel: x2apic enabled". */
const LINE = /^\[ *(\d{1,10})\.\d{1,6}\] (?:kernel: )?(.*)$/;

/** What firmware offered and what the kernel made of it, by the words that its lines begin with or hold. */
const WORDS =
  "DMAR|AMD-Vi|x2apic|X2APIC|iommu|IOMMU|\\bkvm|VMX|SVM|NUMA|SRAT|HugeTLB|smpboot|intel_idle|clocksource|tsc:|microcode|SMT|SR-?IOV|BAR \\d+";
const TELLING = new RegExp(`^Linux version|${WORDS}`);
/** A whole record: one of ten may tell, and only that one is taken apart (8,000 records: 4 ms instead of 12). */
const MAY_TELL = new RegExp(`Linux version|${WORDS}`);

/** Modules are loaded within this time of the start; what comes later is no boot line. */
const BOOT_SECONDS = 600;
const MOST_CHARACTERS = 49_152;

/** The telling lines of a kernel log, or why they are not those of its boot. */
export type BootLines = { readonly lines: string } | { readonly why: string };

function told(messages: Iterable<string>): BootLines {
  let lines = "";
  for (const message of messages) {
    if (!TELLING.test(message)) continue;
    if (lines.length + message.length >= MOST_CHARACTERS) break;
    lines += `${message}\n`;
  }
  return { lines };
}

/** Records of /dev/kmsg. Their sequence begins at 0 with the boot: where the first is another one, the ring has been overwritten. */
export function bootLinesOfKmsg(text: string): BootLines {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => RECORD.test(line));
  if (start < 0) return { why: "no kernel record in it" };
  if (Number(RECORD.exec(lines[start] ?? "")?.[2]) !== 0)
    return { why: "the kernel's ring no longer reaches back to the boot" };
  const messages: string[] = [];
  for (const line of lines.slice(start)) {
    const [, , , usec, message] = MAY_TELL.test(line) ? (RECORD.exec(line) ?? []) : [];
    if (message === undefined) continue;
    if (Number(usec) > BOOT_SECONDS * 1e6) break;
    messages.push(message);
  }
  return told(messages);
}

/** Lines of dmesg; undefined where they do not begin with the boot. */
export function bootLinesOfDmesg(text: string): BootLines {
  const messages: string[] = [];
  for (const line of text.split("\n")) {
    const [, seconds, message] = LINE.exec(line) ?? [];
    if (message === undefined) continue;
    if (messages.length === 0 && !message.startsWith("Linux version"))
      return { why: "it does not begin with the boot" };
    if (Number(seconds) > BOOT_SECONDS) break;
    messages.push(message);
  }
  return messages.length === 0 ? { why: "no kernel line in it" } : told(messages);
}
