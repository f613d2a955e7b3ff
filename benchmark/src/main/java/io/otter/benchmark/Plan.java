package io.otter.benchmark;

import io.otter.benchmark.measure.Durability;
import io.otter.benchmark.work.Work;
import java.util.List;

/**
 * What to measure.
 *
 * @param peers names, in the order of the report
 * @param rows of a backlog
 * @param runs of each peer on each work
 * @param seconds length of a run that measures latency
 * @param limitSeconds time after which a run on a backlog is cut off
 */
record Plan(
        List<Work> works,
        List<String> peers,
        int rows,
        int runs,
        int seconds,
        int limitSeconds,
        Durability durability) {}
