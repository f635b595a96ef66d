/** What stands in the kernel's /boot/config-RELEASE for `name`: "y", "m", a value, "n" for "is not set"; undefined where nothing does. */
export function kernelOption(text: string, name: string): string | undefined {
  const [line, value] = new RegExp(`^(?:CONFIG_${name}=(.*)|# CONFIG_${name} is not set)$`, "m").exec(text) ?? [];
  return line === undefined ? undefined : (value ?? "n");
}
