package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;

/** The two servers of a benchmark. */
public record Pair(BenchmarkServer source, BenchmarkServer target) {}
