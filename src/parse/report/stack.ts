/** One entry of a call trace. */
export interface Frame {
  readonly function: string;
  readonly module?: string;
  /** The kernel found the address on the stack but cannot prove that it was called from there ("? fn"). */
  readonly unsure: boolean;
}

/** " fn+0x1f/0x280 [kvm]", " [<ffffffff810a376f>] ? fn+0x1f/0x280" up to 4.8, powerpc's "[c0000000] [c0000001] fn+0x1f/0x280". */
const FRAME =
  /^ {0,4}(?:\[(?:<[0-9a-f]{8,16}>|[0-9a-f]{8,16})\] ){0,2}(?<unsure>\? )?(?<name>[A-Za-z_][\w.]{0,127})(?:\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}| [\w./-]{1,128}:\d{1,6}(?: \[inline\])?)(?: \[(?<module>\w{1,64})\])?/;

/** arm: "[<80b12478>] (dump_stack) from [<801349a8>] (panic+0x104/0x2cc)". */
const ARM_FRAME = /^ {0,4}(?:\[<[0-9a-f]{8}>\] \()?(?<name>[A-Za-z_][\w.]{0,127})\)? from /;

/** KMSAN and KFENCE print the frames without a heading. */
const TRACE = /^ {0,2}Call [Tt]race(?::|$)|^Backtrace:|^BUG: K(?:MSAN|FENCE|CSAN): /;

/** Marks before the frames of an interrupt, and behind them: "<IRQ>", "</TASK>", "<EOI>  [<ffffffff810a376f>] fn+0x1f/0x280". */
const MARK = /^ {0,2}<\/?[#A-Z]{1,16}> {0,2}/;

/** Where the CPU was: before the trace, or among the registers between what interrupted it and what was interrupted. */
const WHERE = /^RIP: [0-9a-f]{4}:(?:\[<[0-9a-f]{8,16}>\] {0,2}){0,2}(?=[A-Za-z_])/;

/** What ends a trace: the way back to a program, the next CPU's or thread's header, the report's end. */
const END =
  /^(?:RIP: (?:0033|0023|002b):|CPU: \d|NMI backtrace for |Sending NMI |Modules linked in|task:|---\[ end |INFO: task |(?:rcu: )?INFO: rcu|Showing all locks )/;

/** Lines of others that may stand between two frames. */
const MOST_BETWEEN = 16;
/** A trace is no longer than this. */
const MOST_FRAMES = 256;
/** The first traces of a report say what it is about; behind them come those of every other thread. */
const MOST_TRACES = 8;

/** What was called from where, innermost call first; the function that the CPU was in stands before the calls that led to it. */
export type Trace = readonly Frame[];

function frameOf(body: string): Frame | undefined {
  const groups: Partial<Record<string, string>> | undefined =
    FRAME.exec(body.replace(WHERE, " ").replace(MARK, " "))?.groups ?? ARM_FRAME.exec(body)?.groups;
  if (groups?.name === undefined) return undefined;
  const { module } = groups;
  return { function: groups.name, unsure: groups.unsure !== undefined, ...(module === undefined ? {} : { module }) };
}

interface Reading {
  readonly traces: Frame[][];
  open: Frame[] | undefined;
  where: Frame | undefined;
  between: number;
}

function begin(reading: Reading): void {
  reading.open = reading.where === undefined ? [] : [reading.where];
  reading.where = undefined;
  reading.between = 0;
  reading.traces.push(reading.open);
}

function goOn(reading: Reading, open: Frame[], frame: Frame | undefined): void {
  if (frame !== undefined && open.length < MOST_FRAMES) open.push(frame);
  reading.between = frame === undefined ? reading.between + 1 : 0;
  if (reading.between > MOST_BETWEEN) reading.open = undefined;
}

/** The call traces among the lines of a report, in their order. */
export function callTraces(bodies: readonly string[]): readonly Trace[] {
  const reading: Reading = { traces: [], open: undefined, where: undefined, between: 0 };
  for (const body of bodies) {
    if (END.test(body)) reading.open = undefined;
    if (TRACE.test(body)) {
      if (reading.traces.length === MOST_TRACES) break;
      begin(reading);
    } else if (reading.open !== undefined) goOn(reading, reading.open, frameOf(body));
    else if (WHERE.test(body)) reading.where = frameOf(body);
  }
  return reading.traces;
}
