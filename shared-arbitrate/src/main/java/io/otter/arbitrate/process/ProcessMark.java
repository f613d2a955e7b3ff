package io.otter.arbitrate.process;

/**
 * A batch in flight.
 *
 * @param stage the last stage it reached
 * @param rows number of rows
 * @param sinceMillis when it was cut, milliseconds since the epoch
 */
public record ProcessMark(int nid, long epoch, Stage stage, long rows, long bytes, long sinceMillis) {
    public enum Stage {
        SELECTED,
        EXTRACTED,
        TRANSFORMED
    }
}
