package io.otter.benchmark.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Resources used by processes since they started, from Linux's {@code /proc}.
 *
 * @param cpuSeconds user and system
 * @param peakBytes peak resident memory
 * @param residentBytes current resident memory
 */
public record Usage(double cpuSeconds, long peakBytes, long residentBytes) {
    private static final double TICKS_PER_SECOND = 100;

    /** The sum over the processes. */
    public static Usage of(List<Long> pids) {
        double cpuSeconds = 0;
        long peakBytes = 0;
        long residentBytes = 0;
        for (long pid : pids) {
            cpuSeconds += ticks(pid) / TICKS_PER_SECOND;
            peakBytes += kilobytes(pid, "VmHWM:") * 1024;
            residentBytes += kilobytes(pid, "VmRSS:") * 1024;
        }
        return new Usage(cpuSeconds, peakBytes, residentBytes);
    }

    private static long ticks(long pid) {
        String stat = read(pid, "stat");
        // The second field is the program's name in parentheses and may contain spaces.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long kilobytes(long pid, String name) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " is gone", e);
        }
    }
}
