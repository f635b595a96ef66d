import { agentConfigKeys } from "../src/config/schema.ts";
import { ERROR_CODES, type Rule } from "../src/core/index.ts";
import { loadRegistry, type Registry } from "../src/detect/registry.ts";

/** A page of docs/ that is made of the code. */
export interface GeneratedDoc {
  readonly file: string;
  readonly text: string;
}

const NOTE = "<!-- Made by `npm run docs`; a test fails while it is stale. -->\n\n";

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}

function source(rule: Rule): string {
  if (rule.source === "kernel-report") return `kernel report: ${rule.kinds.join(", ")}`;
  if (rule.source === "agent") return "the agent itself";
  return [...new Set(rule.patterns.map(({ from }) => from))].join(", ");
}

function detectorsDoc({ checks, rules }: Registry): string {
  const checkRows = checks.map(({ id, title, group, every, case: manual }) => [
    `\`${id}\``,
    title.en,
    title.ko,
    group,
    every,
    manual ?? "",
  ]);
  const ruleRows = rules.map((rule) => [
    `\`${rule.id}\``,
    rule.title.en,
    rule.title.ko,
    source(rule),
    rule.case ?? "",
    rule.ticket ?? "",
  ]);
  return `${NOTE}# Detectors\n\n\`krane-agent explain ID\` tells how each is matched, and its runbook.\n\n## Checks\n\n${table(
    ["id", "title", "제목", "group", "every", "manual"],
    checkRows,
  )}\n## Rules\n\n${table(["id", "title", "제목", "source", "manual", "fault code"], ruleRows)}`;
}

function errorsDoc(): string {
  return `${NOTE}# Error codes\n\n${table(
    ["code", "meaning"],
    Object.entries(ERROR_CODES).map(([code, text]) => [`\`${code}\``, text]),
  )}`;
}

function configDoc(): string {
  const rows = agentConfigKeys().map(({ name, description, fallback }) => {
    const text = fallback === undefined ? "" : `\`${JSON.stringify(fallback)}\``;
    return [`\`${name}\``, description, text];
  });
  return `${NOTE}# Configuration of krane-agent run\n\nYAML. Unknown keys are errors; \`krane-agent config check FILE\` names their line and column.\n\n${table(["key", "meaning", "default"], rows)}`;
}

/** Every generated page with the text that it must have. */
export async function generatedDocs(): Promise<readonly GeneratedDoc[]> {
  const registry = await loadRegistry();
  return [
    { file: "docs/detectors.md", text: detectorsDoc(registry) },
    { file: "docs/errors.md", text: errorsDoc() },
    { file: "docs/config.md", text: configDoc() },
  ];
}
