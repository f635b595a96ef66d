/** What each line of the kernel's has. */
export const HEADER_TEXT = "host kernel: [ 1019.110825] kernel: [12345.678901] ";

/** What a log says all day. */
export const DAILY_TEXT = `
audit: type=1400 audit(1678209.123:456): apparmor="DENIED" operation="open" profile="snap.lxd.daemon" name="/sys/" pid=1234 comm="" requested_mask="r"
 denied_mask="r" fsuid=0 ouid=0 systemd[1]: Started Stopping serv Failed to failed service: Succeeded. server session for user requested`;

/**
 * What logs are full of. Four bytes that occur in here are bad at telling a literal's line from any other, however the rest of the
 * literal reads; four bytes that do not are good. Only choices of speed are made with it: every scan finds the same.
 */
export const COMMON_TEXT = String.raw`
Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec  1 00:00:00 2023-08-11T03:16:59.110825+09:00 2024-01-02 2025-10-20 10:15:01 22:45:37
Aug 11 03:16:59 host kernel: [ 1019.110825] [    0.000000] [12345.678901] audit: type=1400 audit(1678209.123:456): apparmor="DENIED"
operation="open" profile="snap.lxd.daemon" name="/usr/lib/x86_64-linux-gnu/" name="libvirt-" pid=1234 comm="qemu-system-x86" requested_mask="r"
denied_mask="r" fsuid=0 ouid=0 apparmor="STATUS" operation="profile_load" profile="unconfined" comm="apparmor_parser" success=yes exe="/usr/bin/
pci 0000:00:1f.0: [8086:a1c1] type 00 class 0x060100 reg 0x10: [mem 0xfe000000-0xfeffffff 64bit pref] PME# supported from D0 D3hot
ACPI: PCI Interrupt Link enabled at IRQ 16 device entered promiscuous mode left promiscuous mode port 3(tap1234abcd-5e) entered blocking state
entered forwarding state entered disabled state ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready Link is Up 10 Gbps full duplex Flow Control: None
[UFW BLOCK] IN=eth0 OUT= MAC=00:11:22:33:44:55 SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TOS=0x00 PREC=0x00 TTL=244 ID=54321 PROTO=TCP SPT=443 DPT=23
WINDOW=1024 RES=0x00 SYN URGP=0 DF PROTO=UDP systemd[1]: Started Session 12 of user root. Starting Daily Cleanup of Temporary Directories...
Finished Reached target Stopped Stopping Created slice User Slice of UID 0. Succeeded. Deactivated successfully. Consumed 1.234s CPU time.
service: Main process exited, code=exited, status=1/FAILURE service: Failed with result 'exit-code'. .service .mount .scope .timer .socket
systemd-logind: New session 12 of user root. Session 12 logged out. Waiting for processes to exit. Removed session. systemd-networkd: Gained carrier
systemd-udevd systemd-resolved systemd-timesyncd dbus-daemon: [system] Activating service name='org.freedesktop.hostname1' requested by ':1.23'
CRON[1234]: (root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1) (   cd / && run-parts --report /etc/cron.hourly) pam_unix(cron:session):
session opened for user root by (uid=0) session closed for user root sshd[1234]: Accepted publickey for deploy from 10.1.2.3 port 51234 ssh2: RSA SHA256:
Received disconnect from 10.1.2.3 port 51234:11: disconnected by user Disconnected from Failed password for invalid user admin authentication failure;
Connection closed by [preauth] nova-compute neutron INFO nova.compute.manager [req-0123-4567 - - - - -] [instance: 0123-4567] VM Started (Lifecycle Event)
DEBUG oslo_service.periodic_task Running periodic task ComputeManager WARNING nova.virt.libvirt.driver ERROR Instance destroyed successfully.
resource_tracker Final resource view: phys_ram= used_ram= total_vcpus= Running command: ['ip', '-o', 'link', 'show'] create_process network_id device
libvirtd: internal error: End of file from qemu monitor Domain id=12 name='instance-00000001' uuid= is tainted: host-cpu qemuMonitorIOWrite
dnsmasq-dhcp: DHCPREQUEST(tap) DHCPACK(tap) fa:16:3e: dockerd: time="2023-08-11T03:16:59.123456789+09:00" level=info msg="ignoring event" container=
module=libcontainerd namespace=moby topic=/tasks/delete type="*events.TaskDelete" level=error level=warning error="context deadline exceeded" health_probe
kubelet: I0811 03:16:59.123456 1234 prober.go:107] Readiness probe failed for pod with unknown error timeout request status code=200 GET POST HTTP/1.1
not found no such file or directory: permission denied cannot unable to failed to get system container stats for error: operation not permitted
device memory address error read write data sector block buffer page process task cpu CPU PID thread queue timeout reset controller interrupt
changed from to with for the and that this was has been is are not all any new old set use more than than blocked detected event logged status state
profile="snap.docker" profile="unconfined" profile="/usr/sbin/cups-browsed" file failed to failed to failed to Failed to failed failed (error) service - request
main.service: Main process user.service server service restarted service stopping service starting started starting stopped closed registered register
registers unregister protocol family default address addresses message messages program programs process processes processor module modules loading loaded
mounted mounting unmounted container containers containerd runtime docker network interface Link is down Link is Up Link up link down reset resetting request
requested sending sent receiving received invoked execute executed executing executable resource resources configured configuration active inactive status state
detecting detection detected on CPU on node on line on port on user switched marking marked waiting waited completed complete recovered recovery supported
support checking checked checker connection connected controller temperature thermal normal speed online offline access accepted available unavailable
exited exit code exit status terminated killed dumped memory failure hardware machine check events enabled disabled disabling disable device devices bridge
0 1 2 3 4 5 6 7 8 9 00 10 20 30 40 50 60 70 80 90 11 12 13 14 15 16 17 18 19 100 200 500 1000 0x0 0x00 0x1 0xf 0xff 0xffff 0xffffffff81003e6e ffffffff
: - = , . / ( ) [ ] " ' _ ; | + { } < > # % & * \ @ ! ? error, warning, failed, [sda] sda1 eth0 eno1 ens1f0 nvme0 nvme0n1 md0 dm-0 loop0 vda`;
