import { type Answer, defineCheck, type Host, known, look, lookInto, notKnown } from "../core/index.ts";
import { sriovVerdicts } from "../parse/iommu/sriov.ts";
import { PCI_DEVICES, pciAddresses, type SriovFunction } from "../parse/iommu/sriov-function.ts";

/** The functions of the host; a tree that kept the links alone has none of their files. */
async function addressesOn(host: Host): Promise<Answer<readonly string[]>> {
  const listed = await lookInto(host, PCI_DEVICES);
  if (!listed.known) return listed;
  const addresses = pciAddresses(listed.value);
  if (addresses === undefined) return notKnown(`${PCI_DEVICES} has no functions, or too many`);
  const samples = await Promise.all(addresses.slice(0, 8).map((one) => look(host, `${PCI_DEVICES}/${one}/class`)));
  const broken = samples.find((sample) => !sample.known);
  return broken === undefined || samples.some((sample) => sample.known) ? known(addresses) : broken;
}

async function functionOn(host: Host, address: string): Promise<SriovFunction> {
  const dir = `${PCI_DEVICES}/${address}`;
  const entries = await lookInto(host, dir);
  const names = entries.known ? entries.value : [];
  const inside = async (child: string) => {
    const listed = names.includes(child) ? await lookInto(host, `${dir}/${child}`) : undefined;
    return listed?.known === true ? listed.value : [];
  };
  const driver = names.includes("driver") ? await host.readlink(`${dir}/driver`) : undefined;
  return {
    address,
    totalVfs: await look(host, `${dir}/sriov_totalvfs`),
    numVfs: await look(host, `${dir}/sriov_numvfs`),
    autoprobe: await look(host, `${dir}/sriov_drivers_autoprobe`),
    resource: await look(host, `${dir}/resource`),
    pciClass: await look(host, `${dir}/class`),
    entries,
    interfaces: await inside("net"),
    disks: [...(await inside("nvme")), ...(await inside("block"))],
    driver: driver?.slice(driver.lastIndexOf("/") + 1),
  };
}

/** One open per function tells which have the capability (500 of them: 2 ms); virtual functions have no such file. */
async function functionsOn(host: Host, addresses: readonly string[]): Promise<readonly SriovFunction[]> {
  const found = await Promise.all(
    addresses.map(async (address) => {
      const there = await host.read(`${PCI_DEVICES}/${address}/sriov_totalvfs`).then(
        (text) => text !== undefined,
        () => true,
      );
      return there ? [await functionOn(host, address)] : [];
    }),
  );
  return found.flat();
}

/**
 * Guests get their NIC as a virtual function, and a swapped board comes with SR-IOV off (manual 8.2, 1.c.iv). `lspci | grep sr-iov` takes
 * one device for all and does not see that firmware gave the functions no memory window, so that none can be made; `resource` shows it.
 */
export default defineCheck({
  id: "sr-iov",
  title: { en: "SR-IOV can be used", ko: "SR-IOV 사용 가능" },
  group: "bios",
  every: "24h",
  runbook: "firmware-features",
  case: "8.2",
  reasons: {
    SriovOffered: {
      en: "{krane.pci.address}: {krane.sriov.total_vfs} virtual functions offered, none in use",
      ko: "{krane.pci.address}: VF {krane.sriov.total_vfs}개 제공, 사용 중인 VF 없음",
    },
    SriovInUse: {
      en: "{krane.pci.address}: {krane.sriov.vfs} of {krane.sriov.total_vfs} virtual functions in use",
      ko: "{krane.pci.address}: VF {krane.sriov.total_vfs}개 중 {krane.sriov.vfs}개 사용 중",
    },
    SriovNoWindow: {
      en: "{krane.pci.address}: {krane.sriov.total_vfs} virtual functions, but firmware gave them no memory window",
      ko: "{krane.pci.address}: VF {krane.sriov.total_vfs}개를 지원하나 BIOS가 메모리 영역(MMIO)을 할당하지 않음",
    },
    SriovNoFunctions: {
      en: "{krane.pci.address}: has SR-IOV, its driver offers no virtual function",
      ko: "{krane.pci.address}: SR-IOV를 지원하나 드라이버가 VF를 제공하지 않음",
    },
    SriovFunctionUnseen: {
      en: "{krane.pci.address}: SR-IOV state not known: {krane.feature.why}",
      ko: "{krane.pci.address}: SR-IOV 확인 불가: {krane.feature.why}",
    },
    SriovNone: { en: "no device with SR-IOV", ko: "SR-IOV를 지원하는 장치 없음" },
    SriovMissing: {
      en: "no device with SR-IOV among: {krane.sriov.kinds}",
      ko: "다음 종류 중 SR-IOV를 제공하는 장치 없음: {krane.sriov.kinds}",
    },
    SriovUnseen: { en: "SR-IOV state not known: {krane.feature.why}", ko: "SR-IOV 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const addresses = await addressesOn(host);
    const functions = addresses.known ? await functionsOn(host, addresses.value) : [];
    return sriovVerdicts({ addresses, functions, wanted: host.profile.wanted.sriov ?? [] });
  },
});
