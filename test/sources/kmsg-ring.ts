import type { KmsgRead, KmsgReader } from "../../src/sources/kmsg-device.ts";

/** Plays the kernel's ring buffer: it keeps `capacity` records, and every reader has a place of its own (devkmsg_read). */
export function kmsgRing(capacity: number) {
  const records: { sequence: number; bytes: Buffer }[] = [];
  let next = 0;
  let open = 0;
  return {
    print(text: string, continuation = ""): void {
      records.push({ sequence: next, bytes: Buffer.from(`6,${next},${next * 10},-;${text}\n${continuation}`) });
      next++;
      if (records.length > capacity) records.shift();
    },
    startAt(sequence: number): void {
      next = sequence;
    },
    opened: () => open,
    open(): KmsgReader {
      let place = records[0]?.sequence ?? next;
      open++;
      return {
        read(into: Uint8Array): KmsgRead {
          const oldest = records[0]?.sequence ?? next;
          if (place >= next) return "empty";
          if (place < oldest) {
            place = oldest;
            return "overrun";
          }
          const record = records.find(({ sequence }) => sequence === place);
          place++;
          if (record === undefined || record.bytes.length > into.length) return "oversize";
          into.set(record.bytes);
          return record.bytes.length;
        },
        close: () => {
          open--;
        },
      };
    },
  };
}
