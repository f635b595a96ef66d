const DAY_MS = 86_400_000;

/** "01:16:04" UTC of a task on the day on which it started, or on the next: ms since the epoch; undefined where either is not known. */
export function timeOfDay(time: string, startedAt: number | undefined): number | undefined {
  if (startedAt === undefined || time === "") return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const midnight = startedAt - (startedAt % DAY_MS);
  const at = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return at < startedAt ? at + DAY_MS : at;
}
