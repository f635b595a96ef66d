import { defineCheck, type Host, look, lookInto } from "../core/index.ts";
import { type Throttle, type Trip, thermalVerdict, type Zone } from "../parse/board/thermal.ts";
import { uptimeSeconds } from "../parse/boot/host-clock.ts";
import { sampledCpus } from "../parse/cpu/cpu-sample.ts";
import { FIRST_CPU_BYTES, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";

const CPUS = "/sys/devices/system/cpu";
const ZONES = "/sys/class/thermal";
/** x86 has one zone for each package and a few of ACPI; each read may ask firmware. */
const MOST_ZONES = 16;
const MOST_TRIPS = 12;
const ZONE = /^thermal_zone\d{1,4}$/;
const TRIP = /^trip_point_\d{1,2}_type$/;

async function tripOf(host: Host, path: string): Promise<Trip> {
  const type = await look(host, path);
  const isLast = type.known && (type.value === "critical" || type.value === "hot");
  return { type, temp: isLast ? await look(host, path.replace(/_type$/, "_temp")) : type };
}

async function zoneOf(host: Host, name: string): Promise<Zone> {
  const path = `${ZONES}/${name}`;
  const files = await lookInto(host, path);
  const trips = (files.known ? files.value : []).filter((file) => TRIP.test(file)).slice(0, MOST_TRIPS);
  return {
    name,
    type: await look(host, `${path}/type`),
    temp: await look(host, `${path}/temp`),
    trips: await Promise.all(trips.map((file) => tripOf(host, `${path}/${file}`))),
  };
}

async function throttlesOn(host: Host): Promise<readonly Throttle[]> {
  const cpus = await sampledCpus(host);
  const read = (cpu: number, part: string) => look(host, `${CPUS}/cpu${cpu}/thermal_throttle/${part}_throttle_count`);
  return Promise.all(
    cpus.map(async (cpu) => ({ cpu, core: await read(cpu, "core"), package: await read(cpu, "package") })),
  );
}

async function isGuest(host: Host): Promise<boolean> {
  const cpu = parseFirstCpu(await host.readAt("/proc/cpuinfo", 0, FIRST_CPU_BYTES));
  return typeof cpu !== "string" && cpu.flags.has("hypervisor");
}

/**
 * CPUs that are too hot slow themselves down, which guests see as steal without load, and power off in the end; a fan, a filter or the
 * room is at fault (manual 4.8). Counters of the CPUs tell what happened between two looks (drivers/thermal/intel/therm_throt.c).
 */
export default defineCheck({
  id: "thermal",
  title: { en: "The host is not too hot", ko: "과열 없음" },
  group: "os",
  every: "5m",
  runbook: "overheating",
  case: "4.8",
  reasons: {
    ThermalFine: {
      en: "nothing above its temperature limit, no slow-down counted",
      ko: "온도 한계 초과 없음, 발열로 인한 CPU 감속 없음",
    },
    ThermalHot: { en: "too hot: {krane.thermal.hot_zones}", ko: "과열: {krane.thermal.hot_zones}" },
    ThermalThrottled: {
      en: "{krane.thermal.throttled} slow-downs for heat on {krane.thermal.cpus_seen} CPUs looked at ({krane.thermal.throttled_since_boot} since boot)",
      ko: "확인한 CPU {krane.thermal.cpus_seen}개에서 발열로 인한 감속 {krane.thermal.throttled}회(부팅 이후 {krane.thermal.throttled_since_boot}회)",
    },
    ThermalThrottledOnce: {
      en: "not too hot now; {krane.thermal.throttled_since_boot} slow-downs for heat on {krane.thermal.cpus_seen} CPUs since boot",
      ko: "현재 과열 없음; 부팅 이후 CPU {krane.thermal.cpus_seen}개에서 발열로 인한 감속 {krane.thermal.throttled_since_boot}회",
    },
    ThermalNone: { en: "a VM, without sensors of its own", ko: "VM이므로 온도 센서 없음" },
    ThermalUnseen: {
      en: "neither a temperature nor a throttle counter to be seen",
      ko: "온도와 CPU 감속 횟수를 확인할 수 없음",
    },
  },
  async run(host) {
    const names = await lookInto(host, ZONES);
    const zones = (names.known ? names.value : []).filter((name) => ZONE.test(name)).slice(0, MOST_ZONES);
    const bootId = await look(host, "/proc/sys/kernel/random/boot_id");
    const uptime = await look(host, "/proc/uptime");
    const throttles = await throttlesOn(host);
    const hasSensors = zones.length > 0 || throttles.some(({ core, package: pack }) => core.known || pack.known);
    return thermalVerdict({
      zones: await Promise.all(zones.map((name) => zoneOf(host, name))),
      throttles,
      kept: await host.kept("thermal"),
      bootId: bootId.known ? bootId.value : undefined,
      uptime: uptime.known ? uptimeSeconds(uptime.value) : undefined,
      isGuest: !hasSensors && (await isGuest(host)),
    });
  },
});
