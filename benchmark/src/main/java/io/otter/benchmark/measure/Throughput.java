package io.otter.benchmark.measure;

/**
 * One run on a backlog. CPU seconds are per million row changes.
 *
 * @param rate row changes per second from the start of reading until source and target are equal
 * @param steady row operations per second at the target between 10 % and 90 % of them
 * @param peakBytes peak resident memory of the peer's processes
 * @param cutOff whether time was up before the end of the backlog, so that the figures cover only what was done by then
 */
public record Throughput(
        double rate,
        double steady,
        double sourceCpu,
        double targetCpu,
        double peerCpu,
        long peakBytes,
        boolean cutOff) {}
