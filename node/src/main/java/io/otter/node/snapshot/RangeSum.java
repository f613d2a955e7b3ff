package io.otter.node.snapshot;

import java.math.BigDecimal;

/** How many rows a range has, and what their digests add up to. */
public record RangeSum(long rows, BigDecimal sum) {}
