import type { Host } from "../core/index.ts";

/**
 * What a support case may need beside what today's checks read, so that a later version finds it in an old capture; most wanted first.
 * `*` stands for any name of a directory, `{a,b}` for either. Not here: addresses of the kernel (/proc/iomem), anything of guests.
 */
const PATHS: readonly string[] = [
  "/proc/{version,cmdline,cpuinfo,meminfo,interrupts,mounts,modules,uptime,stat,loadavg,swaps,filesystems,partitions,diskstats,vmstat,mdstat,misc,devices,softirqs}",
  "/proc/net/{dev,route,vlan/config,vlan/*,bonding/*}",
  "/proc/pressure/*",
  "/proc/sys/kernel/{hostname,osrelease,ostype,version,tainted,panic,panic_on_oops,sysrq,dmesg_restrict,kptr_restrict,numa_balancing,nmi_watchdog,watchdog_thresh,hung_task_timeout_secs,printk,printk_devkmsg,random/boot_id}",
  "/proc/sys/vm/{nr_hugepages,nr_overcommit_hugepages,overcommit_memory,overcommit_ratio,swappiness,zone_reclaim_mode,min_free_kbytes,dirty_ratio,dirty_background_ratio}",
  "/etc/{os-release,lsb-release,fstab,hostname,modules,sysctl.conf,passwd,group,adjtime,chrony.conf,chrony/chrony.conf,systemd/timesyncd.conf,default/grub,libvirt/qemu.conf,libvirt/libvirtd.conf}",
  "/usr/lib/os-release",
  "/etc/{default/grub.d,modprobe.d,modules-load.d,sysctl.d,netplan,network/interfaces.d,chrony/conf.d,chrony/sources.d}/*",
  "/var/lib/krane-agent/kept.json",
  "/sys/class/dmi/id/*",
  "/sys/firmware/acpi/tables/{DMAR,IVRS,SRAT,SLIT,HEST,BERT}",
  "/sys/firmware/efi/{fw_platform_size,runtime}",
  "/sys/kernel/security/lockdown",
  "/sys/class/iommu/*",
  "/sys/kernel/iommu_groups/*/type",
  "/sys/kernel/mm/{hugepages/*,transparent_hugepage,ksm}/*",
  "/sys/devices/system/node/{online,possible,has_cpu,has_memory,has_normal_memory}",
  "/sys/devices/system/node/*/{meminfo,distance,cpulist,numastat}",
  "/sys/devices/system/node/*/hugepages/*/*",
  "/sys/devices/system/cpu/{online,offline,possible,present,isolated,nohz_full,modalias}",
  "/sys/devices/system/cpu/{smt,vulnerabilities,cpuidle,intel_pstate,amd_pstate,microcode}/*",
  "/sys/devices/system/cpu/cpufreq/{boost,policy*/scaling_driver,policy*/scaling_governor,policy*/scaling_min_freq,policy*/scaling_max_freq,policy*/cpuinfo_max_freq,policy*/base_frequency,policy*/energy_performance_preference}",
  "/sys/devices/system/cpu/cpu0/{cpuidle/*/*,cache/*/*}",
  "/sys/devices/system/clocksource/clocksource0/*",
  "/sys/module/{kvm,kvm_intel,kvm_amd,intel_idle,processor,vfio,vfio_pci,nvme_core,edac_core,igb,ixgbe,i40e,ice,mlx5_core,bnxt_en}/{version,srcversion,parameters/*}",
  "/sys/class/net/*",
  "/sys/class/net/{eth,en,ib,bond,vlan,br-}*/{operstate,carrier,carrier_changes,carrier_down_count,mtu,speed,duplex,address,type,flags,ifindex,device,master,bonding/*,statistics/rx_errors,statistics/tx_errors,statistics/rx_dropped,statistics/rx_crc_errors,device/driver,device/numa_node,device/sriov_totalvfs,device/sriov_numvfs}",
  "/sys/bus/pci/devices/*/{vendor,device,class,driver,iommu_group,numa_node,sriov_totalvfs,sriov_numvfs,sriov_drivers_autoprobe,resource,current_link_speed,current_link_width,max_link_speed,max_link_width,aer_dev_correctable,aer_dev_fatal,aer_dev_nonfatal}",
  "/sys/class/block/*",
  "/sys/block/{sd,nvme,vd,hd,md,dm-}*/{size,ro,stat,queue/rotational,queue/scheduler,device/model,device/vendor,device/rev,device/state,device/serial,device/firmware_rev,device/wwid,device/ioerr_cnt,device/timeout,md/array_state,md/degraded,dm/name}",
  "/sys/class/nvme/*/{model,serial,firmware_rev,state,transport}",
  "/sys/devices/system/edac/mc/*/{mc_name,size_mb,ce_count,ue_count,ce_noinfo_count,ue_noinfo_count,*/dimm_label,*/dimm_location,*/dimm_ce_count,*/dimm_ue_count,*/size}",
  "/sys/class/hwmon/*/{name,temp*,fan*,power*,in*}",
  "/sys/class/thermal/*/{type,temp,policy,cur_state,max_state,trip_point_*}",
  "/sys/class/powercap/*/{name,enabled,energy_uj}",
  "/sys/devices/system/cpu/*/{online,microcode/version,topology/physical_package_id,topology/core_id,topology/die_id,topology/thread_siblings_list,topology/core_siblings_list,thermal_throttle/core_throttle_count,thermal_throttle/package_throttle_count}",
  "/dev/{kvm,kmsg,mcelog,ipmi0,watchdog,vhost-net,net/tun,vfio/vfio,cpu/0/msr,ptp0,rtc0,sd*,nvme*,vd*,md*}",
];

/** Texts of a tree's own extra/ that go over as they are, when a captured tree is captured again. */
const EXTRAS =
  "/extra/{kmsg.raw,dmesg.txt,msr*.txt,dev-nodes.txt,kvm.txt,file-systems.json,no-answer.json,chrony-tracking.bin,docker-containers.json,cri-containers.json,monit-status.json,systemd-units.json,smart-*.json,ipmi-*.csv}";

/** More names of one directory are not taken; 128 CPUs and 400 PCI devices are fewer. */
const MOST_NAMES = 1024;

/** "/a/{b,c/*}" -> "/a/b", "/a/c/*"; braces do not nest. */
function alternatives(pattern: string): readonly string[] {
  const [, before, choices, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  if (before === undefined || choices === undefined || after === undefined) return [pattern];
  return choices.split(",").flatMap((choice) => alternatives(`${before}${choice}${after}`));
}

function matcher(part: string): RegExp {
  const escaped = part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^/]*")}$`);
}

async function namesIn(host: Host, directory: string): Promise<readonly string[]> {
  try {
    return await host.list(directory === "" ? "/" : directory);
  } catch {
    return [];
  }
}

/** The paths that one pattern stands for on this host. A path without `*` is given as it is, whether it exists or not. */
async function* expand(host: Host, pattern: string): AsyncGenerator<string> {
  const star = pattern.indexOf("*");
  if (star < 0) return yield pattern;
  const start = pattern.lastIndexOf("/", star);
  const end = pattern.indexOf("/", star);
  const part = matcher(pattern.slice(start + 1, end < 0 ? undefined : end));
  const names = (await namesIn(host, pattern.slice(0, start))).filter((name) => part.test(name)).slice(0, MOST_NAMES);
  for (const name of names)
    yield* expand(host, `${pattern.slice(0, start)}/${name}${end < 0 ? "" : pattern.slice(end)}`);
}

async function* expandAll(host: Host, patterns: readonly string[]): AsyncGenerator<string> {
  for (const pattern of patterns.flatMap(alternatives)) yield* expand(host, pattern);
}

/** Paths to keep beside those that the checks looked at. */
export function capturePaths(host: Host): AsyncIterable<string> {
  return expandAll(host, PATHS);
}

/** What a captured tree already has in its extra/. */
export function extraPaths(host: Host): AsyncIterable<string> {
  return expandAll(host, [EXTRAS]);
}
