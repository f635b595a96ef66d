/** Undoes the escapes of /proc/swaps, /proc/mounts and fstab: "\040" is a blank (fs/seq_file.c, mangle_path). */
export function unescapeOctal(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_whole, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
