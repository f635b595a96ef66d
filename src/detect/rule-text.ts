import { type Attributes, placeholders, type Rule, type Text } from "../core/index.ts";

const NOT_IDENTIFIED: Text = { en: ", guest not identified", ko: ", VM 특정 불가" };
const CANDIDATES: Text = {
  en: ", guest not identified (candidates: {krane.vm.candidate_count})",
  ko: ", VM 특정 불가(후보 {krane.vm.candidate_count}대)",
};
const FLAPPING: Text = {
  en: " - flapping, came and went {krane.flapping.times} times",
  ko: " - 발생/해소 {krane.flapping.times}회 반복(flapping)",
};

function concat(a: Text, b: Text): Text {
  return { en: a.en + b.en, ko: a.ko + b.ko };
}

function plainText(rule: Rule, reason: string): Text {
  const needed = Object.values(rule.whenNeeded ?? {}).find((text) => text.reason === reason);
  if (needed !== undefined) return needed.message;
  return reason === rule.joins?.reason ? rule.joins.message : rule.message;
}

function withGuest(text: Text, attributes: Attributes): Text {
  if ("krane.vm.name" in attributes) {
    const isNamed = placeholders(text.en).includes("krane.vm.name");
    return isNamed ? text : concat({ en: "{krane.vm.name}: ", ko: "{krane.vm.name}: " }, text);
  }
  const count = attributes["krane.vm.candidate_count"];
  if (count === undefined) return text;
  return concat(text, count === 0 ? NOT_IDENTIFIED : CANDIDATES);
}

/**
 * The text of a rule for one finding. The guest that was hit comes first, by the name that operators call it; where it could not be told
 * which of them it was, that comes last, and behind it only that it is flapping.
 */
export function ruleText(rule: Rule, reason: string, attributes: Attributes): Text {
  const text = withGuest(plainText(rule, reason), attributes);
  return attributes["krane.flapping"] === true ? concat(text, FLAPPING) : text;
}
