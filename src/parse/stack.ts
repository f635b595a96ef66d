/** One entry of a call trace. */
export interface Frame {
  readonly function: string;
  readonly module?: string;
  /** The kernel found the address on the stack but cannot prove that it was called from there ("? fn"). */
  readonly unsure: boolean;
}

/** " fn+0x1f/0x280 [kvm]", " [<ffffffff810a376f>] ? fn+0x1f/0x280" up to 4.8, powerpc's "[c0000000] [c0000001] fn+0x1f/0x280". */
const FRAME =
  /^ {0,4}(?:\[(?:<[0-9a-f]{8,16}>|[0-9a-f]{8,16})\] ){0,2}(?<unsure>\? )?(?<name>[A-Za-z_][\w.]{0,127})(?:\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}| [\w./-]{1,128}:\d{1,6}(?: \[inline\])?)(?: \[(?<module>\w{1,64})\])?/;

/** arm: "[<80b12478>] (dump_stack) from [<801349a8>] (panic+0x104/0x2cc)". */
const ARM_FRAME = /^ {0,4}(?:\[<[0-9a-f]{8}>\] \()?(?<name>[A-Za-z_][\w.]{0,127})\)? from /;

const TRACE = /^Call [Tt]race:|^Backtrace: |^Call Trace$/;

/** Marks between the frames of one trace: "<IRQ>", "</TASK>", "<#DF>". */
const MARK = /^ {0,2}<\/?[#A-Z]{1,16}>\s*$|^ {0,2}<(?:EOI|IRQ|NMI|TASK)> /;

/** What the kernel prints between the frames of an interrupt and those of what it interrupted. */
const REGISTERS = /^(?:R[A-Z0-9]{2}|RIP|RSP|Code|FS|GS|CR\d|PKRU|ORIG_RAX|EFLAGS)[ :]/;

/** Where the CPU was when it was interrupted, which stands among the registers between the two parts of a trace. */
const INTERRUPTED = /^RIP: [0-9a-f]{4}:(?=[A-Za-z_])/;

function frameOf(body: string): Frame | undefined {
  const groups = FRAME.exec(body.replace(INTERRUPTED, " "))?.groups ?? ARM_FRAME.exec(body)?.groups;
  if (groups?.name === undefined) return undefined;
  const { module } = groups;
  return { function: groups.name, unsure: groups.unsure !== undefined, ...(module === undefined ? {} : { module }) };
}

/** A trace is no longer than this; what stands behind is another CPU's. */
const MOST_FRAMES = 256;

/** The first call trace among the lines of a report, innermost call first. */
export function callTrace(bodies: readonly string[]): readonly Frame[] {
  const start = bodies.findIndex((body) => TRACE.test(body));
  const frames: Frame[] = [];
  for (const body of start < 0 ? [] : bodies.slice(start + 1, start + 1 + MOST_FRAMES)) {
    const frame = frameOf(body.replace(/^ {0,2}<(?:EOI|IRQ|NMI|TASK)> {1,2}/, " "));
    if (frame !== undefined) frames.push(frame);
    else if (!MARK.test(body) && !REGISTERS.test(body) && frames.length > 0) break;
  }
  return frames;
}

/**
 * Functions that a report goes through on its way or that only carry out what another one asked for: printing and trapping, memory and
 * string primitives, locks, lists, reference counts, allocators, the scheduler's and the timer's own parts, checkers. The first function
 * beyond them is what a report is about, and what reports are grouped by.
 */
const CARRIERS: readonly RegExp[] = [
  /^(?:add_taint|bad_page|__panic|_?sched_show_task|usercopy_\w+|__check_object_size|check_heap_object|skb_panic|skb_under_panic|skb_over_panic|__stack_chk_fail|__x86_indirect_\w+|__phys_addr\w*|__virt_addr_valid|arch_local_\w+|_?dump_\w+|__dump_\w+|show_\w+|print_\w+|_?printk\w*|vprintk\w*|panic\w*|nmi_panic|__warn\w*|warn_\w+|report_\w+|handle_bug|fixup_\w+|die\w*|__die\w*|oops_\w+|bug_\w+|check_panic_on_warn|kasan_\w+|__kasan_\w+|__asan_\w+|kmsan_\w+|__msan_\w+|kcsan_\w+|check_memory_region\w*|end_report|ubsan_\w+|__ubsan_\w+|__sanitizer_\w+)$/,
  /^(?:do_error_trap|do_invalid_op|do_trap\w*|do_general_protection|do_divide_error|exc_\w+|asm_\w+|__probe_kernel_read|probe_kernel_\w+|copy_from_kernel_\w+|error_entry|(?:\w+_)?page_fault\w*|do_page_fault|__do_page_fault|bad_area\w*|__bad_area\w*|no_context|page_fault_oops|kernelmode_fixup\w*|spurious_\w+|invalid_op|general_protection|entry_\w+|ret_\w+|retint_\w+|__startup_64|__rela_dyn_start|do_syscall\w*|syscall_\w+|el[01]\w*|vector_\w+|__dabt_\w+|do_mem_abort|do_DataAbort|do_alignment|do_el0\w*|invoke_syscall|arm64_\w+)$/,
  /^(?:_*mem(?:cpy|set|move|cmp|chr|scan)\w*|str(?:n?(?:cpy|cmp|len|cat|casecmp|str|chr|dup)|lcpy|lcat|scpy|rchr|spn|sep)\w*|_*copy_(?:to|from|in)_\w+|_*copy_user\w*|copy_page\w*|clear_page\w*|clear_user\w*|_?copyin|_?copyout|instrument_\w+|_*list_\w+|_*hlist_\w+|rb_\w+|__rb_\w+|refcount_\w+|kref_\w+|kobject_\w+|add_uevent_var|atomic\w*|arch_atomic\w*|_*xchg\w*|_*cmpxchg\w*|_*test_\w*bit|_*set_bit|_*clear_bit|variable_test_bit|constant_test_bit|find_\w*bit|_*read_once\w*|_*write_once\w*|get_unaligned\w*|debug_\w+|__debug_\w+|ODEBUG\w*|percpu_\w+)$/,
  /^(?:_*k[mzc]alloc\w*|_*kmem_cache_\w+|_*slab_\w+|_*kfree\w*|_*kvmalloc\w*|_*kvfree|vfree|_*vmalloc\w*|krealloc\w*|_*alloc_pages?\w*|_*free_pages?\w*|_*get_free_pages?|cache_\w+|___cache_\w+|qlist_\w+|quarantine_\w+|new_slab|allocate_slab|___slab_alloc|__slab_\w+|get_partial\w*|object_err|slab_err|check_\w+|free_debug_processing|alloc_debug_processing|stack_trace_\w+|save_stack\w*|set_track|unwind_\w+|__unwind_\w+|stack_access_ok|update_stack_state|arch_stack_walk)$/,
  /^(?:_*raw_\w*(?:lock|unlock)\w*|_*(?:raw_)?(?:spin|read|write)_\w*(?:lock|unlock)\w*|_*(?:do_raw_)\w+|_*mutex_\w+|_*rwsem_\w+|_*down_\w+|_*up_\w+|_*rt_mutex\w+|call_rwsem\w+|_*__?down|_*lock_\w+|_*lockdep_\w+|queued_\w+|native_queued_\w+|__pv_queued\w+|pv_\w+|arch_spin\w*|mark_\w+|validate_\w+|register_lock_class|_*might_\w+|osq_\w+|ww_mutex\w+|_*local_bh_\w+|_*bit_\w+|percpu_rwsem\w*|rcu_\w+|_*rcu_\w+|srcu_\w+|__?call_rcu\w*|synchronize_\w+)$/,
  /^(?:_*schedule\w*|schedule_\w+|io_schedule\w*|context_switch|_*switch_to\w*|preempt_\w+|_*cond_resched\w*|_*wait_\w+|_*flush_\w*work\w*|_*cancel_\w*work\w*|_*del_timer\w*|mod_timer|init_timer\w*|timer_is_static_object|drain_workqueue|complete\w*|_*preempt_\w+|do_wait_\w+|wake_\w+|_*wake_up\w*|try_to_wake_up|ttwu_\w+|bit_wait\w*|out_of_line_wait\w*|_*flush_work\w*|check_hung\w*|watchdog\w*|hung_task\w*|kthread|worker_thread|process_\w*work\w*|kthread_worker_fn|finish_task_switch\w*|task_\w+|default_wake_function|autoremove_wake_function|prepare_to_\w+|finish_wait|idle_\w+|arch_cpu_idle|default_idle\w*|cpu_startup_entry|do_idle|start_secondary|secondary_\w+|rest_init|start_kernel|x86_64_start\w*|cpuidle_\w+|mwait_\w+|acpi_\w*idle\w*|native_safe_halt|safe_halt|intel_idle\w*|cpu_\w*idle\w*)$/,
  /^(?:irq_\w+|_*do_softirq\w*|do_softirq\w*|_*irq_exit\w*|handle_irq\w*|handle_edge_irq|do_IRQ|common_interrupt|call_on_\w+|run_\w+|_*run_\w+timer\w*|call_timer_fn|expire_timers|run_timer_\w+|hrtimer_\w+|_*hrtimer_\w+|tick_\w+|update_process_times|sysvec_\w+|_*sysvec_\w+|smp_\w+|_*smp_\w+|generic_smp\w+|on_each_cpu\w*|apic_\w+|\w*apic_timer_interrupt|local_apic\w+|reschedule_interrupt|nmi_\w+|default_do_nmi|do_nmi|end_repeat_nmi|nmi|trigger_\w+|arch_trigger\w+|_*trigger_\w+|csd_\w+|_*csd_\w+|native_\w+|paravirt_\w+|__?delay\w*|delay_\w+|__const_udelay|__udelay|kvm_wait|halt|cpu_relax|ktime_\w+|unwind_next_frame|arch_timer_\w+|_*perf_trace_\w+|text_poke\w*|flush_tlb\w*|snprintf|prandom_\w+|timekeeping_\w+|scheduler_tick|account_\w+|profile_\w+|lock_timer_base|sched_\w+|perf_\w*swevent\w*|trace_\w+|_*trace_\w+|ftrace_\w+|_*fentry__|write_comp_data|should_fail\w*|fail_dump|string|vsnprintf|number|pointer)$/,
];

function isCarrier(name: string): boolean {
  const plain = name.replace(/\.(?:isra|constprop|part|cold|llvm)\b.*$/, "");
  return CARRIERS.some((carriers) => carriers.test(plain));
}

/** A function's name without what the compiler added: "fn.isra.0.cold" is fn. */
export function plainName(name: string): string {
  return name.replace(/\.(?:isra|constprop|part|cold|llvm)\b.*$/, "");
}

/** The first function that a report is about: of `at` (where the CPU was), else of the trace; undefined where all only carried out. */
export function relevantFunction(at: string | undefined, trace: readonly Frame[]): string | undefined {
  if (at !== undefined && !isCarrier(at)) return plainName(at);
  const sure = trace.find((frame) => !frame.unsure && !isCarrier(frame.function));
  const any = sure ?? trace.find((frame) => !isCarrier(frame.function));
  return any === undefined ? at && plainName(at) : plainName(any.function);
}
