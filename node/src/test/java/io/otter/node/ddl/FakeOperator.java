package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Gives prepared answers in order, and records the questions. One thread at a time. */
public final class FakeOperator implements Operator {
    public final List<DdlQuestion> asked = new ArrayList<>();
    private final Deque<DdlAnswer> answers = new ArrayDeque<>();

    public FakeOperator then(DdlAnswer.Choice choice, String sql) {
        answers.add(new DdlAnswer(choice, sql, "test", 0));
        return this;
    }

    @Override
    public Optional<DdlAnswer> answerTo(DdlQuestion question) {
        return Optional.empty();
    }

    @Override
    public DdlAnswer ask(DdlQuestion question) {
        asked.add(question);
        if (answers.isEmpty()) {
            throw new AssertionError("nobody answers: " + question);
        }
        return answers.remove();
    }

    @Override
    public void settled(DdlQuestion question) {}
}
