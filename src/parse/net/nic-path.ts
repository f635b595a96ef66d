const PCI = /\/([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])(?=\/)/g;

/** Where /sys/class/net/NAME points, when that is hardware: bridges, bonds, VLANs and the taps of guests are under virtual. */
export function nicPath(path: string): { readonly pciAddress?: string } | undefined {
  if (!path.includes("/devices/") || path.includes("/devices/virtual/")) return undefined;
  // The address of a USB card's PCI device is that of the USB controller.
  const pciAddress = path.includes("/usb") ? undefined : [...path.matchAll(PCI)].at(-1)?.[1];
  return pciAddress === undefined ? {} : { pciAddress };
}

/** Addresses that cards were made with, by card, in /proc/net/bonding/BOND: a bond gives all its cards one address. */
export function bondedAddresses(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let card: string | undefined;
  for (const line of text.split("\n")) {
    const [name, ...rest] = line.split(": ");
    if (name === "Slave Interface") card = rest.join(": ").trim();
    if (name === "Permanent HW addr" && card !== undefined) found.set(card, rest.join(": ").trim());
  }
  return found;
}
