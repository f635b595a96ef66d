/** NTP steers by 0.5 ms a second; what is more within one look was set by somebody. */
const STEP_MS = 5000;

/** Tells by how much the wall clock was set, against the clock that runs on from boot, also in a suspend. */
export class ClockSteps {
  #offset: number | undefined;

  /** `wall` is ms since the epoch, `uptime` ms since boot; gives the step in ms since the last look, if there was one. */
  look(wall: number, uptime: number): number | undefined {
    const offset = wall - uptime;
    const step = offset - (this.#offset ?? offset);
    this.#offset = offset;
    return Math.abs(step) > STEP_MS ? step : undefined;
  }
}
