import { type Attributes, render } from "../core/index.ts";

/** A word that a shell takes as it stands. */
const PLAIN = /^[\w@%+=:,./-]+$/;

function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Whoever made a container chose these; the engine's own rules for names are not relied on. */
const CHOSEN: readonly string[] = ["container.name", "krane.container.group"];

/** Whoever owns a guest chose its name; the other values are names of this host's own parts. */
function quoted([name, value]: readonly [string, Attributes[string]]): readonly [string, Attributes[string]] {
  const isChosen = name.startsWith("krane.vm.") || CHOSEN.includes(name);
  return [name, isChosen && typeof value === "string" ? shellWord(value) : value];
}

/**
 * A step of a runbook with its names filled in. Between backquotes stands what an operator pastes into a root shell, and a guest's owner may
 * have called it "a; reboot": there, such a name is quoted.
 */
export function renderStep(step: string, values: Attributes, blank: (name: string) => string): string {
  const words = Object.fromEntries(Object.entries(values).map(quoted));
  const parts = step.split("`").map((part, index) => render(part, index % 2 === 0 ? values : words, blank));
  return parts.join("`");
}
