package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operator of whom it is told when a pipeline waits for the answer. Thread-safe if the listener is. */
public final class AnnouncingOperator implements Operator {
    private static final Logger log = LoggerFactory.getLogger(AnnouncingOperator.class);

    private final String pipeline;
    private final Operator operator;
    private final Consumer<@Nullable OtterException> waiting;

    /** @param waiting hears what the operator is waited for, and null when it is over */
    public AnnouncingOperator(String pipeline, Operator operator, Consumer<@Nullable OtterException> waiting) {
        this.pipeline = pipeline;
        this.operator = operator;
        this.waiting = waiting;
    }

    @Override
    public Optional<DdlAnswer> answerTo(DdlQuestion question) {
        return operator.answerTo(question);
    }

    @Override
    public DdlAnswer ask(DdlQuestion question) throws InterruptedException {
        OtterException wait = new OtterException(
                ErrorCode.DDL_WAITS,
                "pipeline " + pipeline + " awaits a decision about [" + question.sql() + "]: " + question.reason(),
                Instant.ofEpochMilli(operator.standsSince(question)));
        log.warn("{}", wait.describe());
        waiting.accept(wait);
        DdlAnswer answer = operator.ask(question);
        waiting.accept(null);
        return answer;
    }

    @Override
    public long standsSince(DdlQuestion question) {
        return operator.standsSince(question);
    }

    @Override
    public void settled(DdlQuestion question) {
        operator.settled(question);
    }
}
