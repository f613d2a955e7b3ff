package io.otter.benchmark.measure;

/**
 * One run on a backlog. Seconds of CPU are for a million row changes.
 *
 * @param rate row changes per second from the start of reading until source and target are equal
 * @param steady row operations per second at the target between 10 % and 90 % of them
 * @param peakBytes resident memory of the peer's processes since they began
 * @param cutOff whether the time was up before the backlog was done, so that the figures are of what was done by then
 */
public record Throughput(
        double rate,
        double steady,
        double sourceCpu,
        double targetCpu,
        double peerCpu,
        long peakBytes,
        boolean cutOff) {}
