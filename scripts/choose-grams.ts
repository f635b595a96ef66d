import { bitOf, markOf, wordsOf } from "../src/detect/gram-table.ts";
import { gramOf, placesOf } from "../src/detect/grams.ts";
import { loadRegistry } from "../src/detect/registry.ts";
import { ruleSet } from "../src/detect/rule-set.ts";
import { type LogModel, learnLogs } from "./log-model.ts";

/** Nanoseconds or so: for a place that is looked at again, for a word of it that is looked up, and for one that is entered once more. */
const COSTS = { mark: 10, bit: 50, again: 10 };
const ROUNDS = 4;

/** A word that a gram stands for: its mark, the bit that is set for it among all marks, and how often it may come beyond the text that was learnt. */
interface Entry {
  readonly mark: number;
  readonly bit: number;
  readonly unseen: number;
}

/** A literal's residue (mod 4): the places that a gram can have there. */
interface Choice {
  readonly literal: string;
  readonly options: readonly { readonly before: number; readonly entries: readonly Entry[] }[];
  taken: number;
}

/** Counts how many choices want a mark, and a bit of it: what another one has made costs little more. */
class Taken {
  readonly #marks = new Map<number, number>();
  readonly #bits = new Map<number, number>();
  readonly #model: LogModel;

  constructor(model: LogModel) {
    this.#model = model;
  }

  /** What it costs to have these as well. */
  cost(entries: readonly Entry[]): number {
    const { ofMark, ofBit } = this.#model;
    let cost = 0;
    for (const { mark, bit, unseen } of entries) {
      if (!this.#marks.has(mark)) cost += COSTS.mark * ofMark(mark);
      if (!this.#bits.has(bit)) cost += COSTS.bit * (ofBit(bit) + unseen);
      cost += COSTS.again * unseen;
    }
    return cost;
  }

  add(entries: readonly Entry[], by: 1 | -1): void {
    for (const { mark, bit } of entries) {
      count(this.#marks, mark, by);
      count(this.#bits, bit, by);
    }
  }
}

function count(uses: Map<number, number>, key: number, by: 1 | -1): void {
  const left = (uses.get(key) ?? 0) + by;
  if (left === 0) uses.delete(key);
  else uses.set(key, left);
}

function choicesOf(literal: string, { unseen }: LogModel): readonly Choice[] {
  return placesOf(literal).map((places) => {
    const options = places.map((before) => {
      const gram = gramOf(literal, before);
      const entries = wordsOf(gram).map((word) => {
        const mark = markOf(word);
        return { mark, bit: mark * 8 + bitOf(gram, word), unseen: unseen(word) };
      });
      return { before, entries };
    });
    return { literal, options, taken: -1 };
  });
}

function choose(choice: Choice, taken: Taken): void {
  taken.add(choice.options[choice.taken]?.entries ?? [], -1);
  const costs = choice.options.map(({ entries }) => taken.cost(entries));
  choice.taken = costs.indexOf(Math.min(...costs));
  taken.add(choice.options[choice.taken]?.entries ?? [], 1);
}

/** Chooses for `literals` as well. What has the fewest places comes first, and each is looked at again when all others have theirs. */
function chooseMore(literals: readonly string[], taken: Taken, model: LogModel): readonly Choice[] {
  const choices = literals.flatMap((literal) => choicesOf(literal, model));
  const byOptions = choices.toSorted((a, b) => a.options.length - b.options.length);
  for (let round = 0; round < ROUNDS; round++) {
    for (const choice of byOptions) choose(choice, taken);
  }
  return choices;
}

/**
 * For the literals of all rules, where their grams begin: so that of all words in logs as few as can be are taken for one. Those that are
 * looked for in every log come first: they must not take the commoner grams of the others.
 */
export async function ruleGramPlaces(): Promise<Record<string, readonly number[]>> {
  const { rules } = await loadRegistry(["rules"]);
  const { literals, headed } = ruleSet(rules);
  const live = ruleSet(rules, { live: true }).literals.filter((literal) => !literals.includes(literal));
  const model = learnLogs();
  const taken = new Taken(model);
  const groups = [literals.slice(0, headed), literals.slice(headed), live];
  const choices = groups.flatMap((group) => chooseMore(group, taken, model));
  const places: Record<string, number[]> = {};
  for (const { literal, options, taken: at } of choices) {
    places[literal] = [...(places[literal] ?? []), ...options.slice(at, at + 1).map(({ before }) => before)];
  }
  return places;
}
