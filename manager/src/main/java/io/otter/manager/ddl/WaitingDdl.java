package io.otter.manager.ddl;

import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.manager.text.Text;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement at which a pipeline waits.
 *
 * @param id of the question within its channel
 * @param target name of the source where it would run
 * @param sql as run at the source
 * @param tables at the target that these statements change; empty when unknown
 * @param statements what RUN executes at the target
 * @param reason why it needs a decision
 * @param answered whether it has been decided, but not yet carried out
 */
public record WaitingDdl(
        String id,
        String pipeline,
        String target,
        String position,
        String sql,
        List<String> tables,
        List<String> statements,
        String reason,
        Instant since,
        boolean answered) {
    /** Why it needs a decision, in the reader's language; null when a node of another version says something else. */
    public @Nullable Text why() {
        return DdlDoubt.read(reason)
                .map(said -> Text.of("ddl.doubt." + said.doubt(), said.values().toArray()))
                .orElse(null);
    }

    static String id(DdlQuestion question) {
        return question.pipelineId() + "-" + question.targetId();
    }
}
