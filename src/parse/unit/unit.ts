/** The last `key=` in `[section]` of a systemd unit or another file of that form. */
export function unitValue(text: string, section: string, key: string): string | undefined {
  let within = false;
  let value: string | undefined;
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line.startsWith("[")) within = line === `[${section}]`;
    else if (within && line.startsWith(`${key}=`)) value = line.slice(key.length + 1).trim();
  }
  return value;
}

/** Names of the `[sections]` in order. */
export function unitSections(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => /^\s*\[([^\]]{1,255})\]\s*$/.exec(line)?.[1] ?? []);
}
