package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import java.util.Optional;

/** Decides about statements that cannot simply run. Thread-safe. */
public interface Operator {
    /** The answer already given to the same question; empty when there is none. */
    Optional<DdlAnswer> answerTo(DdlQuestion question);

    /** Asks again, regardless of earlier answers, and waits for the answer. */
    DdlAnswer ask(DdlQuestion question) throws InterruptedException;

    /** The checkpoint is past the statement, so the question can go. */
    void settled(DdlQuestion question);

    /** Since when the same question stands, also if another node asked it; milliseconds since the epoch. */
    default long standsSince(DdlQuestion question) {
        return question.sinceMillis();
    }
}
