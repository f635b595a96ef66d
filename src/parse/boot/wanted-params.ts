import { type BootParam, paramValues, parseCmdline } from "./cmdline.ts";

/** A wanted parameter that a command line does not do. */
export interface Lack {
  /** "iommu=pt". */
  readonly wanted: string;
  /** What the line sets instead, where it has the name. */
  readonly stands?: string;
}

/** How one wanted parameter stands on the line; `stands` is what is there instead. */
type Standing = "there" | "missing" | { readonly stands: string };

/** Each of them counts, not only the last (Documentation/admin-guide/kernel-parameters.txt). */
const REPEATED: readonly string[] = ["console", "earlycon", "hugepages", "hugepagesz", "memmap", "pci"];

function written({ name, value }: BootParam): string {
  return value === undefined ? name : `${name}=${value}`;
}

/** What kstrtobool takes for true and false (lib/kstrtox.c). */
function truth(value: string | undefined): boolean | undefined {
  const text = (value ?? "").toLowerCase();
  if (/^(?:[1yt]|on)/.test(text)) return true;
  return /^(?:[0nf]|of)/.test(text) ? false : undefined;
}

/** What one parameter says of passthrough; `iommu=` is a list. */
function passthroughOf(param: BootParam): boolean | undefined {
  if (param.name === "iommu.passthrough") return truth(param.value);
  if (param.name !== "iommu") return undefined;
  const last = (param.value ?? "").split(",").findLast((word) => word === "pt" || word === "nopt");
  return last === undefined ? undefined : last === "pt";
}

/** `iommu=off` counts wherever it stands (arch/x86/kernel/pci-dma.c); of all else the last (drivers/iommu/iommu.c). */
function passthrough(params: readonly BootParam[]): Standing {
  if (paramValues(params, "iommu").includes("off")) return { stands: "iommu=off" };
  const last = params.findLast((param) => passthroughOf(param) !== undefined);
  if (last === undefined) return "missing";
  return passthroughOf(last) === true ? "there" : { stands: written(last) };
}

/** intel_iommu= and amd_iommu= are lists in which other words turn nothing on or off ("on,sm_on"). */
function switchedOn(params: readonly BootParam[], name: string): Standing {
  const last = paramValues(params, name).findLast((word) => word === "on" || word === "off");
  if (last === undefined) return "missing";
  return last === "on" ? "there" : { stands: `${name}=${last}` };
}

function standing(params: readonly BootParam[], wanted: BootParam): Standing {
  if (passthroughOf(wanted) === true) return passthrough(params);
  if (isIommuSwitch(wanted.name) && wanted.value === "on") return switchedOn(params, wanted.name);
  const same = params.filter(({ name }) => name === wanted.name);
  const last = same.at(-1);
  if (last === undefined) return "missing";
  const counted = REPEATED.includes(wanted.name) ? same : [last];
  return counted.some(({ value }) => value === wanted.value) ? "there" : { stands: written(last) };
}

function isIommuSwitch(name: string): boolean {
  return name === "intel_iommu" || name === "amd_iommu";
}

/** Whether a parameter is about the IOMMU, so that a CPU may do without it. */
export function isIommuParam(wanted: string): boolean {
  const name = parseCmdline(wanted)[0]?.name ?? "";
  return isIommuSwitch(name) || name === "iommu" || name === "iommu.passthrough";
}

/** What of `wanted` ("intel_iommu=on") the line does not do, in the order wanted. */
export function lacksOf(params: readonly BootParam[], wanted: readonly string[]): readonly Lack[] {
  return wanted.flatMap((text) => {
    const [param] = parseCmdline(text);
    const found = param === undefined ? "there" : standing(params, param);
    if (found === "there") return [];
    return [found === "missing" ? { wanted: text } : { wanted: text, stands: found.stands }];
  });
}
