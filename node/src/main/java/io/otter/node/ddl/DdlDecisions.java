package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.DdlKind;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.PlainSql;
import io.otter.node.transform.DdlStatement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs at one target of what a statement means there: by policy, or as an operator decides. One thread at a time. */
final class DdlDecisions {
    private static final Logger log = LoggerFactory.getLogger(DdlDecisions.class);

    private final ChannelConfig channel;
    private final PipelineConfig pipeline;
    private final long targetId;
    private final Operator operator;
    private final Clock clock;
    private @Nullable DdlQuestion lastQuestion;

    DdlDecisions(ChannelConfig channel, PipelineConfig pipeline, long targetId, Operator operator, Clock clock) {
        this.channel = channel;
        this.pipeline = pipeline;
        this.targetId = targetId;
        this.operator = operator;
        this.clock = clock;
    }

    /** The steps to run. @param end of the statement's transaction in the source's log */
    List<DdlStep> about(DdlPlan plan, DdlChange ddl, BinlogPosition end) throws InterruptedException {
        DdlPolicy policy = pipeline.parameters().policy(plan.kind());
        boolean applies = policy == DdlPolicy.APPLY && plan.doubt().isEmpty();
        if (policy == DdlPolicy.SKIP) {
            log.warn("pipeline {}: DDL skipped, as set for {}: {}", pipeline.name(), plan.kind(), ddl.sql());
            return List.of();
        }
        String reason = applies || !plan.doubt().isEmpty() ? plan.doubt() : DdlDoubt.POLICY.say(plan.kind());
        DdlQuestion question = question(plan.steps(), ddl, end, reason);
        Optional<DdlAnswer> earlier = operator.answerTo(question);
        if (earlier.isPresent()) {
            return obey(earlier.get(), question, plan.steps(), ddl);
        }
        return applies ? plan.steps() : obey(operator.ask(question), question, plan.steps(), ddl);
    }

    /** The steps to run instead of these, none of which has run. */
    List<DdlStep> ask(List<DdlStep> steps, DdlChange ddl, BinlogPosition end, String reason)
            throws InterruptedException {
        DdlQuestion question = question(steps, ddl, end, reason);
        return obey(operator.ask(question), question, steps, ddl);
    }

    /** Call once the checkpoint is past the last statement. */
    void settled() {
        DdlQuestion question = lastQuestion;
        lastQuestion = null;
        if (question != null) {
            operator.settled(question);
        }
    }

    private List<DdlStep> obey(DdlAnswer answer, DdlQuestion question, List<DdlStep> steps, DdlChange ddl) {
        log.info(
                "pipeline {}: {} decided {} about [{}]", pipeline.name(), answer.by(), answer.choice(), question.sql());
        lastQuestion = question;
        return switch (answer.choice()) {
            case RUN -> steps;
            case SKIP -> List.of();
            case REPLACE -> List.of(replacement(answer.sql(), steps, ddl.session()));
        };
    }

    private static DdlStep replacement(String sql, List<DdlStep> steps, Map<String, String> logged) {
        String schema = steps.isEmpty() ? "" : steps.get(0).schema();
        Map<String, String> session =
                PlainSql.plain(steps.isEmpty() ? logged : steps.get(0).session());
        return DdlStatement.parse(new DdlChange(schema, sql))
                .map(statement -> new DdlStep(
                        statement.kind() == DdlKind.RENAME ? DdlKind.ALTER : statement.kind(),
                        schema,
                        sql,
                        session,
                        statement.tables(),
                        List.of(),
                        false,
                        false))
                .orElseGet(() -> new DdlStep(DdlKind.ALTER, schema, sql, session, List.of(), List.of(), false, false));
    }

    private DdlQuestion question(List<DdlStep> steps, DdlChange ddl, BinlogPosition end, String reason) {
        return new DdlQuestion(
                channel.id(),
                pipeline.id(),
                targetId,
                end.toString(),
                ddl.sql(),
                steps.stream()
                        .flatMap(step -> step.tables().stream())
                        .map(table -> table.schema() + "." + table.table())
                        .distinct()
                        .toList(),
                steps.stream().map(DdlStep::sql).toList(),
                reason,
                clock.millis(),
                null);
    }
}
