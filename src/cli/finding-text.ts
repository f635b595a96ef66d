import { type Attributes, field, type Lang, placeholders, render, type Text } from "../core/index.ts";
import { COMMON_REASONS } from "../detect/common-reasons.ts";
import type { Registry } from "../detect/registry.ts";
import { ruleText } from "../detect/rule-text.ts";

/** What a detector said: a finding, or the result of a check. */
export interface Said {
  readonly detector: string;
  readonly reason: string;
  readonly message: string;
  readonly attributes: Attributes;
}

/** The text of a reason; undefined where this program does not know the detector or the reason. */
function textOf({ detector, reason, attributes }: Said, { checks, rules }: Registry): Text | undefined {
  const rule = rules.find(({ id }) => id === detector);
  if (rule !== undefined) return ruleText(rule, reason, attributes);
  return checks.find(({ id }) => id === detector)?.reasons[reason] ?? COMMON_REASONS[reason];
}

/** Whether every placeholder of a template has its value: another version of a detector may give other attributes. */
function isFilled(template: string, { attributes }: Said): boolean {
  return placeholders(template).every((name) => Object.hasOwn(attributes, name));
}

/** A message in a language, made again of the attributes; the detector's own English where that cannot be. */
export function saidIn(lang: Lang, said: Said, registry: Registry): string {
  const template = lang === "en" ? undefined : textOf(said, registry)?.[lang];
  const known = template !== undefined && isFilled(template, said);
  return field(known ? render(template, said.attributes) : said.message);
}
