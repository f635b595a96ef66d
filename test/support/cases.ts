import type { Attributes } from "../../src/core/index.ts";

/** What a fixture says that its log or host makes a detector say. */
export interface Expected {
  /** "none" for a near miss, "resolved" for something that is over at the end, else a status. */
  readonly outcome: string;
  readonly reason: string;
  /** Attributes that must be there, with these values; others may be there as well. */
  readonly attributes: Attributes;
}

export interface FixtureCase {
  readonly name: string;
  readonly expected: Expected;
  readonly body: string;
}

const HEADING = /^== (?<name>.+?) => (?<outcome>\w+)(?: (?<reason>[A-Z]\w*))?(?: (?<attributes>\{.*\}))?$/;

/** The cases of a fixture: "== name => status Reason {attributes}" and what follows up to the next heading. */
export function parseCases(text: string): FixtureCase[] {
  const sections = text.split(/^(?=== )/m).filter((section) => section.startsWith("== "));
  return sections.map((section) => {
    const [heading = "", ...lines] = section.split("\n");
    const groups = HEADING.exec(heading)?.groups;
    if (groups === undefined) throw new Error(`not a heading of a case: ${heading}`);
    const { name = "", outcome = "", reason = "", attributes = "{}" } = groups;
    return { name, expected: { outcome, reason, attributes: JSON.parse(attributes) }, body: lines.join("\n") };
  });
}
