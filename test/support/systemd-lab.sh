#!/bin/sh
# A systemd as PID 1 with a root file system of its own: called in new mount, pid, cgroup, network, UTS and IPC namespaces with a folder to
# be its root, the folder of its units, and the project. It sees /usr read-only; its tmpfiles rules, if it had any, would empty its own /tmp.
set -eu
root=$1 units=$2 project=$3
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p usr proc sys dev run tmp var etc/systemd root old ".$project"
for name in bin sbin lib lib64; do
  if [ -h "/$name" ]; then cp -P "/$name" "$name"; else mkdir "$name" && mount --rbind "/$name" "$name"; fi
done
mount --rbind /usr usr
mount -o remount,bind,ro usr
mount --rbind "$project" ".$project"
# No unit and no generator of the machine's packages.
mount -t tmpfs -o mode=755 tmpfs usr/lib/systemd/system
mount -t tmpfs -o mode=755 tmpfs usr/lib/systemd/system-generators
cp -R "$units" etc/systemd/system
cp -R "$project/test/support/systemd-lab" lab-units && cp lab-units/* usr/lib/systemd/system/
printf 'root:x:0:0::/root:/bin/sh\nmessagebus:x:101:101::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n' >etc/passwd
printf 'root:x:0:\nmessagebus:x:101:\nnogroup:x:65534:\n' >etc/group
: >etc/machine-id
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 sys/fs/cgroup
else
  mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
  mkdir sys/fs/cgroup/systemd sys/fs/cgroup/unified
  mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
  mount -t cgroup2 cgroup2 sys/fs/cgroup/unified || rmdir sys/fs/cgroup/unified
fi
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
  : >"dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
mount -t tmpfs -o mode=755 tmpfs run
# swapon(2) knows no namespaces: what turns swap on is the machine itself. A file in the place of /proc/swaps says that it is on.
printf 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n' >run/swaps
mount --bind run/swaps proc/swaps
pivot_root . old
umount -l old
exec env -i container=lab PATH=/usr/sbin:/usr/bin /usr/lib/systemd/systemd --log-target=null --show-status=0 </dev/null
