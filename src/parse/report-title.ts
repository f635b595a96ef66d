/** What differs each time a fault happens, and must not be in the title that reports of it share. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/^(?:Oops: (?=[^\d])|(?:NMI )?watchdog: |rcu: )/, ""],
  [/,?(?: probably| maybe)? (?:at|address:|for address:|for non-canonical address) (?:0x)?[0-9a-f]{8,16}\b/g, ""],
  [/^(list_(?:add|del) (?:corruption|double add)).*$/, "$1"],
  [/:? [0-9a-f]{4} \[#\d+\].*$/, ""],
  [/: [0-9a-f]{1,8} \[#\d+\].*$/, ""],
  [/ - CPU#\d+ stuck for .*$/, ""],
  [/^(WARNING): .*$/, "$1"],
  [/^(INFO: task) .{1,64}:\d+ (blocked|can't die) for more than .*$/, "$1 $2"],
  [/^.{1,16} (invoked oom-killer): .*$/, "$1"],
  [/^(BUG: scheduling while atomic): .*$/, "$1"],
  [/^(BUG: Bad page (?:state|map) in process) .*$/, "$1"],
  [/^(Memory failure): 0x[0-9a-f]{1,16}: (\D*).*$/, "$1: $2"],
  [/ Usage count = \d+.*$/, ""],
  [/(?: for reason)? [0-9a-f]{2} on CPU \d+.*$/, ""],
];

/** One stable line that reports of the same fault share: what happened, and the first function that it is about. */
export function reportTitle(line: string, where: string | undefined): string {
  const plain = VARYING.reduce((text, [pattern, by]) => text.replace(pattern, by), line).replace(/[\s:,.!]+$/, "");
  return where === undefined ? plain : `${plain} in ${where}`;
}
