/** The whole list of what may be asked of a privileged process: each verb with its arguments and its value. Nothing else can be asked. */
export interface ProbeVerbs {
  /** A model-specific register of one CPU; the msr module is never loaded for it. */
  readonly msr: { readonly args: { readonly cpu: number; readonly register: number }; readonly value: bigint };
  /** An ACPI table of the firmware, at most 64 KiB of it; no bytes where the firmware has tables, but not this one. */
  readonly "acpi-table": { readonly args: { readonly signature: "DMAR" | "IVRS" }; readonly value: Uint8Array };
  /** Whether /dev/kvm can be opened for reading and writing: the module behind it is alive. */
  readonly "open-kvm": { readonly args: Readonly<Record<never, never>>; readonly value: boolean };
}

export type ProbeVerb = keyof ProbeVerbs;
export type ProbeArgs<V extends ProbeVerb> = ProbeVerbs[V]["args"];
export type ProbeValue<V extends ProbeVerb> = ProbeVerbs[V]["value"];

/** An answer, or why there is none. Absence is not an answer: "I could not look" is `unknown`, never a state of the host. */
export type Answer<T> =
  | { readonly known: true; readonly value: T }
  /** `denied` where only rights are missing: root would be told. */
  | { readonly known: false; readonly why: string; readonly denied?: true };

export function known<T>(value: T): Answer<T> {
  return { known: true, value };
}

export function notKnown(why: string): Answer<never> {
  return { known: false, why };
}

export function denied(why: string): Answer<never> {
  return { known: false, why, denied: true };
}
