package io.otter.node.report;

import io.otter.communication.message.ThreadDump;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Comparator;

/** Prints the stacks of all threads of this process, ordered by thread name. Stateless. */
public final class Threads {
    private Threads() {}

    /** A dump of the current stacks. */
    public static ThreadDump dump() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        StringBuilder text = new StringBuilder();
        Arrays.stream(threads.dumpAllThreads(true, true))
                .sorted(Comparator.comparing(ThreadInfo::getThreadName))
                .forEach(thread -> append(text, thread));
        long[] deadlocked = threads.findDeadlockedThreads();
        text.append(
                deadlocked == null ? "No deadlock.\n" : "DEADLOCK of threads " + Arrays.toString(deadlocked) + "\n");
        return new ThreadDump(text.toString());
    }

    /** Unlike {@link ThreadInfo#toString()}, prints all frames. */
    private static void append(StringBuilder text, ThreadInfo thread) {
        text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
        if (thread.getLockName() != null) {
            text.append(" on ").append(thread.getLockName());
        }
        if (thread.getLockOwnerName() != null) {
            text.append(" held by \"").append(thread.getLockOwnerName()).append('"');
        }
        text.append('\n');
        StackTraceElement[] frames = thread.getStackTrace();
        for (int i = 0; i < frames.length; i++) {
            text.append("    at ").append(frames[i]).append('\n');
            for (MonitorInfo monitor : thread.getLockedMonitors()) {
                if (monitor.getLockedStackDepth() == i) {
                    text.append("    - locked ").append(monitor).append('\n');
                }
            }
        }
        text.append('\n');
    }
}
