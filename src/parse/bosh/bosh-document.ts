import { boshDocument } from "./bosh-json.ts";

const MOST_CHARACTERS = 8_388_608;
const BEGIN = /^(\s{0,200})\{\s*(?:"(?:Tables|Blocks|Lines)":.*|$)/;
const WHOLE = /^\s{0,200}\{".*\}\s*$/;

/** The output of a command with --json, which stands in a text over many lines, or on one. */
export class BoshDocument {
  #lines: string[] = [];
  #characters = 0;
  /** What stands before its first brace, and so before the one that closes it; undefined outside of any. */
  #indent: string | undefined;

  /** Takes a line of a document: gives the lines that the command prints without --json at its end, [] before; undefined outside of any. */
  push(text: string): readonly string[] | undefined {
    const indent = this.#indent ?? BEGIN.exec(text)?.[1];
    if (indent === undefined) return undefined;
    // Strings of a document are quoted: a task's line as it is means that its end is missing.
    if (/^\s{0,200}Task \d{1,10} \| /.test(text)) {
      this.#drop();
      return undefined;
    }
    this.#indent = indent;
    this.#characters += text.length;
    if (this.#characters <= MOST_CHARACTERS) this.#lines.push(text);
    const isWhole = this.#lines.length === 1 && WHOLE.test(text);
    // Pretty-printed: the brace that closes it stands below the first one.
    return isWhole || text.trimEnd() === `${indent}}` ? this.end() : [];
  }

  /** What is there of a document, at the end of everything. */
  end(): readonly string[] {
    const lines = boshDocument(this.#lines.join("\n"));
    this.#drop();
    return lines;
  }

  #drop(): void {
    this.#lines = [];
    this.#characters = 0;
    this.#indent = undefined;
  }
}
