package io.otter.node.report;

import com.sun.management.OperatingSystemMXBean;
import io.otter.communication.message.ProcessReport;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;

/** What this process takes of its host. Thread-safe. */
final class ProcessFigures {
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

    ProcessReport of(int nid) {
        MemoryUsage heap = memory.getHeapMemoryUsage();
        double cores = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuLoad() * system.getAvailableProcessors()
                : -1;
        return new ProcessReport(
                nid,
                heap.getUsed(),
                heap.getMax(),
                cores,
                ManagementFactory.getThreadMXBean().getThreadCount());
    }
}
