import type { ReportKind } from "../../core/index.ts";
import { isCarrier, plainName } from "./carriers.ts";
import type { Frame, Trace } from "./stack.ts";

/** How the kernel's macros name what a system call runs: SyS_read up to 4.16, __x64_sys_read and within it __se_sys_read since. */
const SYSCALL =
  /^(?:__(?:x64|ia32|arm64|riscv)_|(?:compat_)?(?:SyS|SYSC|ksys|sys)_|__(?:do|se)_(?:compat_)?sys_)(?=\w)/;

function named(name: string): string {
  return plainName(name).replace(SYSCALL, "");
}

/**
 * A loop that does not end is caught in one of its many functions, by chance. What stands still is what was asked for: the function that
 * one of these called. They hand out work by a table: system calls, files' operations, packets, timers, work queues, threads.
 */
const DISPATCHERS =
  /^(?:do_(?:fast_|int80_)?syscall\w*|x64_sys_call|entry_SYSCALL\w*|entry_SYSENTER\w*|sysenter_dispatch|tracesys_phase2|(?:el0_svc|invoke_syscall|do_el0_svc)\w*|ret_fast_syscall|process_one_work|process_scheduled_works|worker_thread|kthread|ret_from_fork\w*|smpboot_thread_fn|call_timer_fn|expire_timers|hrtimer_run_\w+|tasklet_action\w*|do_softirq\w*|handle_softirqs|irq_exit\w*|netif_receive_skb\w*|handle_irq_event\w*|do_(?:read_|shared_|cow_)?fault|vfs_(?:read|write|iter_\w+|readv|writev|ioctl)|call_mmap|mmap_region|task_work_run|do_(?:vfs_)?ioctl|ksys_\w+|call_(?:read|write)_iter|new_sync_(?:read|write)|do_iter_\w+|do_loop_readv_writev|do_dentry_open|fput|sock_sendmsg\w*|sock_recvmsg\w*|netlink_rcv_skb|netlink_dump\w*|(?:\w+_)?rcv_msg\w*|genl_rcv|(?:do_sock|sys)_[gs]etsockopt|do_one_initcall|\w+_compat_ioctl|compat_SyS_\w+|(?:x64|ia32|se|do)_(?:compat_)?sys_ioctl|SyS_ioctl|SYSC_ioctl|blkdev_ioctl|start_secondary|cpu_startup_entry)$/;

/** What finds a stall, on top of what it interrupted: the tick, and the NMI that asks other CPUs where they are. */
const FINDERS =
  /^(?:rcu_(?:check_callbacks|sched_clock_irq|pending)|update_process_times|watchdog_timer_fn|nmi_\w+|perf_event_overflow|watchdog_overflow_callback)$/;
const INTERRUPT =
  /^(?:\w*apic_timer_interrupt|asm_sysvec_\w+|end_repeat_nmi|nmi|asm_exc_nmi|nmi_restore|el1_irq|irq_svc|hrtimer_interrupt)$/;

/** Threads whose trace is printed with a stall without being the reason: RCU's own, and CPUs that idle. */
const BYSTANDERS =
  /^(?:rcu_gp_kthread|rcu_gp_fqs_loop|do_idle|cpu_idle_loop|default_idle\w*|native_safe_halt|cpuidle_enter\w*|watchdog|hung_task\w*)$/;

function bare(frame: Frame): string {
  return plainName(frame.function).replace(/^_+/, "");
}

/** The frames of a trace behind the interrupt that found the stall. */
function interrupted(trace: Trace): Trace {
  const finder = trace.findLastIndex((frame) => !frame.unsure && FINDERS.test(bare(frame)));
  if (finder < 0) return trace;
  const entry = trace.findIndex((frame, index) => index > finder && INTERRUPT.test(bare(frame)));
  return trace.slice(Math.max(finder, entry) + 1);
}

function ofStalled(trace: Trace): string | undefined {
  const frames = interrupted(trace).filter(({ unsure }) => !unsure);
  if (frames.some((frame) => BYSTANDERS.test(bare(frame)))) return undefined;
  let called: string | undefined;
  for (const frame of frames) {
    // Every CPU that waits for another one's answer waits here, whatever for.
    if (/^smp_call_function/.test(bare(frame))) return "smp_call_function";
    const dispatches = DISPATCHERS.test(bare(frame));
    if (dispatches && called !== undefined) return called;
    if (!dispatches && !isCarrier(frame.function)) called = named(frame.function);
  }
  return called;
}

const STALLS: readonly ReportKind[] = ["soft-lockup", "hard-lockup", "rcu-stall"];

function ofStall(traces: readonly Trace[]): string | undefined {
  for (const trace of traces) {
    const found = ofStalled(trace);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What threads wait in for others, besides what carries out: the function that asked is what hangs. */
const WAITS =
  /wait|completion|synchronize|_lock(?:_\w+)?$|_slowpath$|_slowlock|^rcu_barrier|^console_trylock|^ldsem_|^usb_(?:control|bulk|interrupt)_msg$|^usb_(?:kill|poison)_urb$|^usb_internal_|^flush_|^cancel_|^msleep|^usleep/;

function ofWaiting(trace: Trace): string | undefined {
  const frames = trace.filter(({ unsure }) => !unsure);
  // Whoever waits for RCU waits for the same: some CPU that does not pass through.
  if (frames.some((frame) => /^synchronize_(?:s?rcu|net|sched)/.test(bare(frame)))) return "synchronize_rcu";
  // The one lock of all network configuration.
  if (frames.some((frame) => bare(frame) === "rtnl_lock")) return "rtnl_lock";
  const found = frames.find((frame) => !isCarrier(frame.function) && !WAITS.test(bare(frame)));
  return found === undefined ? undefined : named(found.function);
}

function first(at: string | undefined, trace: Trace): string | undefined {
  if (at !== undefined && !isCarrier(at)) return named(at);
  const found =
    trace.find((frame) => !frame.unsure && !isCarrier(frame.function)) ??
    trace.find((frame) => !isCarrier(frame.function));
  return found === undefined ? at && named(at) : named(found.function);
}

/** Reports that name the function themselves, or what stands for it. */
const TOLD: readonly RegExp[] = [
  /^Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: (?<at>[A-Za-z_][\w.]{0,127})\+0x/,
  /^BUG: workqueue leaked .{1,256}last function: (?<at>[A-Za-z_][\w.]{0,127})/,
  /^BUG: Dentry .{1,512}\[(?<at>unmount) of /,
];

/** A stack that ran over was filled by a loop, too. */
const OVERFLOWN = /^Kernel panic - not syncing: corrupted stack end|stack guard page was hit/;

/** The line that says what happened, and where the CPU was. */
export interface Happened {
  readonly kind: ReportKind;
  readonly line: string;
  readonly at: string | undefined;
}

/** The first function that a report is about: where the CPU was, else of its traces; undefined where all only carried out. */
export function relevantFunction({ kind, line, at }: Happened, traces: readonly Trace[]): string | undefined {
  const [trace = []] = traces;
  const told = TOLD.map((pattern) => pattern.exec(line)?.groups?.at).find((name) => name !== undefined);
  if (told !== undefined) return plainName(told);
  if (kind === "hung-task") return ofWaiting(trace);
  if (STALLS.includes(kind) || OVERFLOWN.test(line)) return ofStall(traces) ?? first(at, trace);
  // The trace of any other panic says only how it was called.
  if (kind === "panic")
    return /^Kernel panic - not syncing: stack-protector: /.test(line) ? first(at, trace) : undefined;
  return first(at, trace);
}
