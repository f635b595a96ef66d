/** Hangul, CJK and other characters that take two columns on a terminal. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/;

const PLAIN = /^[ -~]*$/;

/** Columns that a text takes on a terminal. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** `text` filled with blanks to `width` columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

/** How a cell is shown; the text is filled to its width already. */
export type Paint = (text: string, row: number, column: number) => string;

/** Rows in columns as wide as their widest cell; the last column is not filled. */
export function table(rows: readonly (readonly string[])[], paint: Paint = (text) => text): string {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, index) => Math.max(all[index] ?? 0, columns(cell))),
    [],
  );
  const line = (row: readonly string[], number: number) =>
    row.map((cell, index) => paint(index === row.length - 1 ? cell : pad(cell, widths[index] ?? 0), number, index));
  return rows.map((row, number) => `${line(row, number).join("  ").trimEnd()}\n`).join("");
}
