package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.common.error.OtterException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks through ZooKeeper: a manager shows the question on its pages and publishes the answer. Thread-safe. */
public final class RemoteOperator implements Operator {
    private static final Logger log = LoggerFactory.getLogger(RemoteOperator.class);

    private final DdlQuestions questions;

    public RemoteOperator(DdlQuestions questions) {
        this.questions = questions;
    }

    @Override
    public Optional<DdlAnswer> answerTo(DdlQuestion question) {
        return present(question).map(DdlQuestion::answer);
    }

    @Override
    public DdlAnswer ask(DdlQuestion question) throws InterruptedException {
        Semaphore changes = new Semaphore(0);
        questions.ask(question.since(standsSince(question)));
        AutoCloseable watch =
                questions.watch(question.channelId(), question.pipelineId(), question.targetId(), changes::release);
        try {
            while (true) {
                changes.acquire();
                changes.drainPermits();
                Optional<DdlQuestion> present = present(question);
                if (present.isEmpty()) {
                    questions.ask(question); // ZooKeeper was wiped, or somebody overwrote it
                    continue;
                }
                Optional<DdlAnswer> answer = present.map(DdlQuestion::answer);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        } finally {
            close(watch);
        }
    }

    @Override
    public long standsSince(DdlQuestion question) {
        return present(question).orElse(question).sinceMillis();
    }

    @Override
    public void settled(DdlQuestion question) {
        try {
            if (present(question).isPresent()) {
                questions.remove(question.channelId(), question.pipelineId(), question.targetId());
            }
        } catch (OtterException e) {
            // It is answered, so nobody is misled; the next question takes its place.
            log.info("the question about {} could not be withdrawn: {}", question.position(), e.getMessage());
        }
    }

    private Optional<DdlQuestion> present(DdlQuestion question) {
        return questions
                .find(question.channelId(), question.pipelineId(), question.targetId())
                .filter(question::isSame);
    }

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            log.debug("closing a watch: {}", e.getMessage());
        }
    }
}
