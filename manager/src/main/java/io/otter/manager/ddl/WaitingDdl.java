package io.otter.manager.ddl;

import io.otter.arbitrate.ddl.DdlQuestion;
import java.time.Instant;
import java.util.List;

/**
 * A statement that a pipeline waits at.
 *
 * @param id of the question within its channel
 * @param target name of the source where it would run
 * @param sql as the source ran it
 * @param statements what RUN runs at the target
 * @param reason why it is not simply run
 * @param answered whether it is decided, but not yet done
 */
public record WaitingDdl(
        String id,
        String pipeline,
        String target,
        String position,
        String sql,
        List<String> statements,
        String reason,
        Instant since,
        boolean answered) {
    static String id(DdlQuestion question) {
        return question.pipelineId() + "-" + question.targetId();
    }
}
