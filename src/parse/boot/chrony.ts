/**
 * chronyd's command protocol, version 6 (candm.h of chrony 4.3; the version has been 6 since 2.0, of 2015): numbers are big-endian, a request
 * is padded to the length of its reply, so that nobody's traffic is amplified; a shorter one gets "bad packet length" (measured).
 */
const VERSION = 6;
const REQUEST = 1;
const REPLY = 2;
const REQ_TRACKING = 33;
const RPY_TRACKING = 5;
/** Head of a reply (28), the report (72) and its end mark (4). */
export const TRACKING_BYTES = 104;

/** `local stratum N`: chronyd follows its own clock (reference.c, NTP_REFID_LOCAL). */
export const LOCAL_REFERENCE = 0x7f7f0101;
/** Leap status of a clock that follows nothing (ntp.h, LEAP_Unsynchronised). */
export const UNSYNCHRONISED = 3;
/** Marks a time stamp of 32 bits (candm.h, TV_NOHIGHSEC). */
const NO_HIGH = 0x7fffffff;

/** What `chronyc tracking` prints. */
export interface Tracking {
  /** IPv4 address or name of what is followed, in four bytes. */
  readonly reference: number;
  readonly stratum: number;
  readonly leap: number;
  /** When the clock was last corrected, s since the epoch. */
  readonly referenceTime: number;
  /** s by which the host's clock is still behind NTP time. */
  readonly correction: number;
  readonly rootDispersion: number;
}

/** The request "tracking". */
export function trackingRequest(sequence: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(TRACKING_BYTES));
  view.setUint8(0, VERSION);
  view.setUint8(1, REQUEST);
  view.setUint16(4, REQ_TRACKING);
  view.setUint32(8, sequence);
  return new Uint8Array(view.buffer);
}

/** Whether `bytes` are a reply to the request of that number. */
export function isReplyTo(bytes: Uint8Array, sequence: number): boolean {
  const view = viewOf(bytes);
  return bytes.length >= 28 && view.getUint8(1) === REPLY && view.getUint32(16) === sequence;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** 7 bits of exponent and 25 of coefficient, both signed: coefficient * 2^(exponent - 25) (util.c, UTI_FloatNetworkToHost). */
function float(view: DataView, at: number): number {
  const bits = view.getInt32(at);
  const exponent = bits >> 25;
  const coefficient = (bits << 7) >> 7;
  return coefficient * 2 ** (exponent - 25);
}

function seconds(view: DataView, at: number): number {
  const high = view.getUint32(at);
  return (high === NO_HIGH ? 0 : high * 2 ** 32) + view.getUint32(at + 4) + view.getUint32(at + 8) / 1e9;
}

/** chronyd's reply to "tracking", or why it is none. */
export function parseTracking(bytes: Uint8Array): Tracking | string {
  if (bytes.length < TRACKING_BYTES) return `chronyd answered ${bytes.length} of ${TRACKING_BYTES} bytes`;
  const view = viewOf(bytes);
  const [version, kind] = [view.getUint8(0), view.getUint8(1)];
  if (version !== VERSION || kind !== REPLY) return `not a reply of chronyd's protocol ${VERSION}`;
  const [reply, status] = [view.getUint16(6), view.getUint16(8)];
  if (reply !== RPY_TRACKING || status !== 0) return `chronyd refused: reply ${reply}, status ${status}`;
  const [stratum, leap] = [view.getUint16(52), view.getUint16(54)];
  if (stratum > 16 || leap > UNSYNCHRONISED) return `chronyd answered stratum ${stratum}, leap status ${leap}`;
  return {
    reference: view.getUint32(28),
    stratum,
    leap,
    referenceTime: seconds(view, 56),
    correction: float(view, 68),
    rootDispersion: float(view, 96),
  };
}
