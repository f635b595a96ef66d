/** A prompt and the command behind it: "$ cat x", "nginx/ca6c2391:/var/vcap/sys/log/nginx# cat x". */
const COMMAND = /^([^$#+=][^$#]{0,199})?[$#] +(\S.{0,399})$/;
/** The folder that a prompt shows. */
const SHOWN_FOLDER = /:(\/[^\s:]{0,199})$/;
/** As tail(1) writes it over each of several files. */
const HEADING = /^==> (\S{1,255}) <==$/;
const SCRIPT_LOG = /\.std(?:err|out)\.log$/;
const SHOWS: readonly string[] = ["cat", "head", "less", "more", "tail"];

/** Whose text stands in a pasted session: an excerpt of seed 003 is `cd /var/vcap/sys/log/nginx` and `cat pre-start.stderr.log`. */
export class BoshPaste {
  readonly #given: string;
  #folder = "";
  #file = "";

  /** `given`: the name of the whole text, which says it where it is such a log itself. */
  constructor(given: string) {
    this.#given = given;
  }

  /** Takes a line; gives the path of the log that it stands in. */
  pathOf(line: string): string {
    if (SCRIPT_LOG.test(this.#given)) return this.#given;
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) this.#file = this.#absolute(heading);
    const [, prompt = "", command] = COMMAND.exec(line) ?? [];
    if (command !== undefined) this.#run(prompt.trimEnd(), command);
    return this.#file;
  }

  #run(prompt: string, command: string): void {
    this.#folder = SHOWN_FOLDER.exec(prompt)?.[1] ?? this.#folder;
    const [name = "", ...rest] = command.replace(/^sudo +/, "").split(" ", 32);
    if (name === "cd") this.#folder = this.#absolute(rest[0] ?? "").replace(/\/$/, "");
    const file = SHOWS.includes(name) ? rest.find((word) => SCRIPT_LOG.test(word)) : undefined;
    this.#file = file === undefined ? "" : this.#absolute(file);
  }

  #absolute(path: string): string {
    return path.startsWith("/") ? path : `${this.#folder}/${path}`.slice(-512);
  }
}
