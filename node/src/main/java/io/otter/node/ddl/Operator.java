package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import java.util.Optional;

/** Who decides about statements that are not simply run. Thread-safe. */
public interface Operator {
    /** The answer that was given to the same question before; empty when none was. */
    Optional<DdlAnswer> answerTo(DdlQuestion question);

    /** Asks anew, whatever was answered before, and waits. */
    DdlAnswer ask(DdlQuestion question) throws InterruptedException;

    /** The statement is behind us. */
    void settled(DdlQuestion question);
}
