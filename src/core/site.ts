/** Where a host stands in the fleet, read from its name (manual 1, 2, 4.10). Absent parts are not known. */
export interface Site {
  /** Name without domain, as the kernel has it. */
  readonly host: string;
  /** Lower-case region, "hn1prod"; absent for a host that is not a krane hypervisor by name. */
  readonly region?: string;
  readonly zone?: "prod" | "dev";
  readonly runtime?: "docker" | "containerd";
}
