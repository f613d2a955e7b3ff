package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;

/** From where to where. */
public record Pair(BenchmarkServer source, BenchmarkServer target) {}
