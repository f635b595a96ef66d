import { isMap, isPair, isScalar, LineCounter, parseDocument } from "yaml";

/** A place in a configuration file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A fault of the file itself, before anything in it is looked at. */
export interface YamlFault extends Position {
  readonly message: string;
}

export interface YamlFile {
  /** What the file says; undefined where it is not YAML. */
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** Where the value at a path stands, or its key where it is the key that is wrong. */
  positionOf(path: readonly PropertyKey[], key?: boolean): Position;
}

/** Parses YAML 1.2. Aliases are refused: no configuration needs them, and nested ones explode. */
export function parseYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const faults = document.errors.map((error) => ({
    ...place(error.pos[0]),
    message: error.message.split("\n", 1)[0] ?? "",
  }));
  const positionOf = (path: readonly PropertyKey[], key = false): Position => {
    const name = path.at(-1);
    const parent = document.getIn(path.slice(0, -1), true) ?? document.contents;
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === name)
      : undefined;
    const node: unknown = key ? pair?.key : (pair?.value ?? pair?.key ?? document.getIn(path, true));
    const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
    return place(Array.isArray(range) ? Number(range[0]) : 0);
  };
  return { value: faults.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 }), faults, positionOf };
}
