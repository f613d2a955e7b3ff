package io.otter.common.model;

/**
 * How long a batch takes in each stage, as a mean over the last few seconds, in milliseconds; 0 when there was no batch.
 *
 * @param select finding its changes, without the wait for the source
 * @param extract look-ups, filters, processors
 * @param transform mapping, on the load node
 * @param load from the hand-over until the target has it, with the way there and the mapping
 */
public record StageTimes(double select, double extract, double transform, double load, Bottleneck bottleneck) {
    public static final StageTimes NONE = new StageTimes(0, 0, 0, 0, Bottleneck.NONE);
}
