package io.otter.manager.ddl;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlAnswer.Choice;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.manager.approval.FourEyes;
import io.otter.manager.approval.Oversight;
import io.otter.manager.audit.Audit;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** Lists waiting DDL and decides about it, for pages and API. Thread-safe. */
@Service
public final class DdlService {
    private final ConfigurationStore configuration;
    private final DdlQuestions questions;
    private final Access access;
    private final FourEyes fourEyes;
    private final Audit audit;
    private final Clock clock = Clock.systemUTC();

    DdlService(ConfigurationStore configuration, DdlQuestions questions, Oversight oversight) {
        this.configuration = configuration;
        this.questions = questions;
        access = oversight.access();
        fourEyes = oversight.fourEyes();
        audit = oversight.audit();
    }

    /** @throws OtterException with NOT_FOUND or ZOOKEEPER_UNREACHABLE */
    public List<WaitingDdl> list(String channelName) {
        Configuration configured = configuration.read();
        Channel channel = channel(configured, channelName);
        List<WaitingDdl> waiting = new ArrayList<>();
        for (Pipeline pipeline : channel.pipelines()) {
            for (DdlQuestion question : questions.list(channel.id(), pipeline.id())) {
                waiting.add(report(question, pipeline, configured));
            }
        }
        return waiting;
    }

    /**
     * Decides about a statement; the pipeline then continues by itself.
     *
     * @param sql for {@link Choice#REPLACE}, otherwise empty
     * @return the channel's waiting statements afterwards
     * @throws OtterException with NOT_FOUND, ILLEGAL_MOVE if it has been decided, REQUEST_INVALID for an incomplete
     *     decision, ZOOKEEPER_UNREACHABLE, or if the user lacks the role
     */
    public List<WaitingDdl> decide(String channelName, String id, Choice choice, String sql) {
        String who = access.require(Role.OPERATOR).name();
        if ((choice == Choice.REPLACE) == sql.isBlank()) {
            throw new RefusedException(
                    ErrorCode.REQUEST_INVALID,
                    (sql.isBlank() ? Refusal.DDL_NEEDS_SQL : Refusal.DDL_TAKES_NO_SQL).with());
        }
        Channel channel = channel(configuration.read(), channelName);
        DdlQuestion question = channel.pipelines().stream()
                .flatMap(pipeline -> questions.list(channel.id(), pipeline.id()).stream())
                .filter(one -> WaitingDdl.id(one).equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.DDL_UNKNOWN.with(channelName, id)));
        Text act = Text.of("act.ddl", choice, question.position());
        String details = "- " + question.sql() + (sql.isBlank() ? "" : "\n+ " + sql);
        DdlAnswer answer = new DdlAnswer(choice, sql, who, clock.millis());
        if (choice == Choice.REPLACE) {
            fourEyes.run(channel.name(), act, channel.name() + " " + id + "\n" + details, () -> {
                questions.answer(question, answer);
                return answer;
            });
        } else {
            questions.answer(question, answer);
        }
        audit.did(channel.id(), act, details);
        return list(channelName);
    }

    private static WaitingDdl report(DdlQuestion question, Pipeline pipeline, Configuration configured) {
        return new WaitingDdl(
                WaitingDdl.id(question),
                pipeline.name(),
                configured.sources().stream()
                        .filter(source -> source.id() == question.targetId())
                        .map(DataMediaSource::name)
                        .findFirst()
                        .orElse(""),
                question.position(),
                question.sql(),
                question.tables(),
                question.statements(),
                question.reason(),
                Instant.ofEpochMilli(question.sinceMillis()),
                question.answer() != null);
    }

    private static Channel channel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
