import { SaxesParser } from "saxes";
import type { XmlElement } from "../parse/guest/xml.ts";

/** More than any file of libvirt or answer of monit has: a domain with 200 disks has 250 KB and 5,000 elements. */
const MOST_CHARACTERS = 1_048_576;
const MOST_ELEMENTS = 16_384;
const DEEPEST = 64;

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/** Puts the elements together as the parser meets them. */
class Tree {
  root: XmlElement | undefined;
  readonly #open: Open[] = [];
  #elements = 0;

  openTag(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#elements++;
    if (this.#elements > MOST_ELEMENTS) throw new Error(`more than ${MOST_ELEMENTS} elements`);
    if (this.#open.length >= DEEPEST) throw new Error(`more than ${DEEPEST} elements deep`);
    const element: Open = { name, attributes, children: [], text: "" };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
    this.#open.push(element);
  }

  text(text: string): void {
    const inner = this.#open.at(-1);
    if (inner !== undefined) inner.text += text;
  }

  closeTag(): void {
    this.#open.pop();
  }
}

/**
 * The root of an XML document, strictly: what is not well-formed to its last byte is thrown as an Error that says where. A document type is
 * refused, and with it every entity that is not XML's own: nothing that we read has one, and entity bombs need one. The bounds hold while
 * it is read, and nothing recurses.
 */
export function parseXml(text: string): XmlElement {
  if (text.length > MOST_CHARACTERS) throw new Error("more than 1 MiB");
  if (text.includes("\ufffd")) throw new Error("not UTF-8");
  const parser = new SaxesParser();
  const tree = new Tree();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("doctype", () => {
    throw new Error("a document type is not taken");
  });
  parser.on("opentag", ({ name, attributes }) => tree.openTag(name, attributes));
  parser.on("text", (piece) => tree.text(piece));
  parser.on("cdata", (piece) => tree.text(piece));
  parser.on("closetag", () => tree.closeTag());
  parser.write(text).close();
  if (tree.root === undefined) throw new Error("no element");
  return tree.root;
}
