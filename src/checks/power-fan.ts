import { defineCheck, type Host, look, lookInto, notKnown } from "../core/index.ts";
import {
  type Alarm,
  alarmFiles,
  type Chip,
  channelOf,
  chipDirs,
  HWMON,
  isMeant,
  limitFiles,
  partOfAlarm,
} from "../parse/board/hwmon.ts";
import type { Part } from "../parse/board/part.ts";
import { type Bmc, powerFanVerdicts } from "../parse/board/power-fan.ts";
import { parseSmbios } from "../parse/board/smbios.ts";

/** Names under which the kernel's IPMI driver has been found (ipmitool, src/plugins/open/open.c). */
const NODES = ["/dev/ipmi0", "/dev/ipmi/0", "/dev/ipmidev/0"];

async function textOf(host: Host, path: string): Promise<string | undefined> {
  const text = await look(host, path);
  return text.known && text.value !== "" ? text.value : undefined;
}

/** The parts whose alarm is raised, and undefined for each alarm that is not; a text says which could not be read. */
async function alarmOf(host: Host, chip: Chip, file: string): Promise<Part | string | undefined> {
  const at = `${HWMON}/${chip.dir}`;
  const value = await look(host, `${at}/${file}`);
  if (!value.known) return value.why;
  if (value.value !== "1") return undefined;
  const channel = channelOf(file);
  const alarm: Alarm = {
    chip,
    file,
    label: await textOf(host, `${at}/${channel}_label`),
    input: await textOf(host, `${at}/${channel}_input`),
    limits: await Promise.all(limitFiles(file).map((limit) => textOf(host, `${at}/${limit}`))),
  };
  return isMeant(alarm) ? partOfAlarm(alarm) : undefined;
}

async function alarmsOn(host: Host): Promise<readonly (Part | string | undefined)[]> {
  const dirs = await lookInto(host, HWMON);
  if (!dirs.known) return [dirs.why];
  const found = chipDirs(dirs.value).map(async (dir) => {
    const names = await lookInto(host, `${HWMON}/${dir}`);
    const chip = { dir, name: (await textOf(host, `${HWMON}/${dir}/name`)) ?? dir };
    return Promise.all(alarmFiles(chip, names.known ? names.value : []).map((file) => alarmOf(host, chip, file)));
  });
  return (await Promise.all(found)).flat();
}

async function bmcOf(host: Host): Promise<Bmc | undefined> {
  const nodes = await Promise.all(NODES.map(async (path) => ((await host.stat(path)) === undefined ? [] : [path])));
  const [node] = nodes.flat();
  if (node !== undefined) {
    const [sensors, events] = await Promise.all([host.probe("ipmi-sensors", {}), host.probe("ipmi-events", {})]);
    return { node, sensors, events };
  }
  const smbios = await host.probe("smbios", {});
  if (!smbios.known || parseSmbios(smbios.value)?.hasBmc !== true) return undefined;
  return { node, sensors: notKnown("no driver"), events: notKnown("no driver") };
}

/** A dead fan or power supply hurts nobody while its twin works (manual 4.6), so nobody notices until the twin dies as well. */
export default defineCheck({
  id: "power-fan",
  title: { en: "Fans, power supplies and temperatures are well", ko: "팬, 전원 공급 장치, 온도 정상" },
  group: "os",
  every: "15m",
  runbook: "part-failure",
  case: "4.6",
  reasons: {
    PartsFine: {
      en: "{krane.parts.sensors} sensors of the BMC and {krane.parts.alarms} alarms of the board, none of them raised",
      ko: "BMC 센서 {krane.parts.sensors}개, 보드 알람 {krane.parts.alarms}개 모두 정상",
    },
    FanFault: { en: "fan {krane.part.name}: {krane.part.state}", ko: "팬 {krane.part.name}: {krane.part.state}" },
    PowerFault: { en: "power {krane.part.name}: {krane.part.state}", ko: "전원 {krane.part.name}: {krane.part.state}" },
    RedundancyLost: {
      en: "{krane.part.name}: {krane.part.state}",
      ko: "이중화 상실 {krane.part.name}: {krane.part.state}",
    },
    DriveFault: {
      en: "drive {krane.part.name}, by the BMC: {krane.part.state}",
      ko: "디스크 {krane.part.name}(BMC 감지): {krane.part.state}",
    },
    TemperatureAlarm: {
      en: "temperature {krane.part.name} beyond its limit: {krane.part.state}",
      ko: "온도 {krane.part.name} 한계 초과: {krane.part.state}",
    },
    TemperatureCritical: {
      en: "temperature {krane.part.name} beyond its critical limit: {krane.part.state}",
      ko: "온도 {krane.part.name} 위험 한계 초과: {krane.part.state}",
    },
    EccLogged: {
      en: "memory {krane.part.name}, by the BMC within a day: {krane.part.state}",
      ko: "메모리 {krane.part.name}(BMC 감지, 하루 이내): {krane.part.state}",
    },
    EccUncorrectable: {
      en: "memory {krane.part.name}, by the BMC within a day: {krane.part.state}",
      ko: "메모리 {krane.part.name}(BMC 감지, 하루 이내): {krane.part.state}",
    },
    NoSensors: { en: "neither a BMC nor an alarm of the board", ko: "BMC와 보드 알람 모두 없음" },
    PartsUnseen: { en: "the BMC could not be asked: {krane.feature.why}", ko: "BMC 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const found = await alarmsOn(host);
    return powerFanVerdicts({
      chips: found.filter((one) => typeof one !== "string").length,
      alarms: found.filter((one) => typeof one === "object"),
      unread: found.filter((one) => typeof one === "string"),
      bmc: await bmcOf(host),
      now: Date.now(),
    });
  },
});
