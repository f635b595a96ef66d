import type { Answer } from "../../core/index.ts";
import { unitValue } from "../unit/unit.ts";

/** A file that can bring VLANs up at boot: netplan's, or networkd's, which netplan writes under /run. */
export interface VlanSource {
  readonly path: string;
  readonly text: Answer<string>;
}

/** One VLAN that a file asks for. */
export interface VlanAsked {
  readonly id: number;
  readonly path: string;
}

const ID = /\bid\s*:\s*["']?(\d{1,4})\b/g;

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

/** Every `id:` within `vlans:`, in block or flow style; a tunnel's id is not one. */
function netplanIds(text: string): readonly number[] {
  const ids: number[] = [];
  let within: number | undefined;
  for (const raw of text.split("\n")) {
    const line = raw.replace(/(?:^|\s)#.*$/, "");
    if (line.trim() === "") continue;
    if (within !== undefined && indent(line) <= within) within = undefined;
    if (/^\s*["']?vlans["']?\s*:/.test(line)) within = indent(line);
    if (within === undefined) continue;
    for (const [, id] of line.matchAll(ID)) ids.push(Number(id));
  }
  return ids;
}

function idsIn({ path, text }: VlanSource): readonly number[] {
  if (!text.known) return [];
  if (path.endsWith(".yaml")) return netplanIds(text.value);
  const id = unitValue(text.value, "VLAN", "Id");
  return id !== undefined && /^\d{1,4}$/.test(id) ? [Number(id)] : [];
}

export function vlansAsked(sources: readonly VlanSource[]): readonly VlanAsked[] {
  return sources.flatMap((source) => idsIn(source).map((id) => ({ id, path: source.path })));
}
