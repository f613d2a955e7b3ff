package io.otter.common.model;

/**
 * The time that a batch spends in each stage: the mean over the last few seconds, in milliseconds; 0 without batches.
 *
 * @param select finding its changes, without waiting for the source
 * @param extract look-ups, filters, processors
 * @param transform mapping, on the load node
 * @param load from hand-over until it is applied at the target, including transfer and mapping
 */
public record StageTimes(double select, double extract, double transform, double load, Bottleneck bottleneck) {
    public static final StageTimes NONE = new StageTimes(0, 0, 0, 0, Bottleneck.NONE);
}
