package io.otter.benchmark.peer;

import io.otter.benchmark.work.Endpoint;

/** From where to where. */
public record Pair(Endpoint source, Endpoint target) {}
