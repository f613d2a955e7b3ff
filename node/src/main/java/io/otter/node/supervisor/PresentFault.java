package io.otter.node.supervisor;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a pipeline now, for people to look at. Thread-safe. */
final class PresentFault {
    private final PipelineConfig pipeline;

    private volatile @Nullable OtterException ended;
    private volatile @Nullable OtterException retried;
    private volatile @Nullable OtterException silence;

    PresentFault(PipelineConfig pipeline) {
        this.pipeline = pipeline;
    }

    /** What is tried again at this moment, else what ended the last run, else that nothing answers; null if all is well. */
    @Nullable
    OtterException get() {
        OtterException now = retried;
        OtterException before = ended;
        return now != null ? now : before != null ? before : silence;
    }

    /** What ended the run. */
    void ended(OtterException fault) {
        retried = null;
        silence = null;
        ended = fault;
    }

    /** What is tried again; null when it is over. */
    void retrying(@Nullable OtterException fault) {
        retried = fault;
    }

    /** The load side is being opened and has not answered yet, which may take the system minutes to call a fault. */
    void silent() {
        if (silence == null) {
            String targets = pipeline.targets().stream().map(PresentFault::name).collect(Collectors.joining(" and "));
            silence = new OtterException(
                    ErrorCode.LOAD_TRANSIENT,
                    "pipeline " + pipeline.name() + ": connecting; no answer yet from " + targets
                            + ", or from the node that loads there.");
        }
    }

    void opened() {
        silence = null;
    }

    /** Rows are applied again. */
    void over() {
        ended = null;
        silence = null;
    }

    /** It is another node's business now. */
    void none() {
        over();
        retried = null;
    }

    private static String name(DataMediaSource target) {
        return target.name() + " at " + target.host() + ":" + target.port();
    }
}
