package io.otter.manager.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.error.RowText;
import io.otter.common.json.Json;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.RowReport;
import io.otter.manager.deadletter.DeadLetter.State;
import io.otter.manager.deadletter.DeadLetterMapper.LetterRow;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The refused rows that nodes have reported; whoever is no operator sees them without their values. Thread-safe. */
@Service
public final class DeadLetters {
    /** The most letters that are listed at once. */
    static final int PAGE = 500;

    private final ConfigurationStore configuration;
    private final DeadLetterMapper mapper;
    private final Access access;

    DeadLetters(ConfigurationStore configuration, DeadLetterMapper mapper, Access access) {
        this.configuration = configuration;
        this.mapper = mapper;
        this.access = access;
    }

    /** Stores a report; letters may be repeated. @return the response to the node */
    public RowReport<ReportedLetter> store(RowReport<ReportedLetter> report) {
        report.rows()
                .forEach(letter -> mapper.store(
                        report.pipelineId(),
                        report.subjectId(),
                        letter,
                        (letter.done() ? State.DONE : State.OPEN).name()));
        return report.stored();
    }

    /** Id of the newest of all; 0 when there is none. */
    public long newest() {
        return mapper.newest();
    }

    /**
     * A channel's letters, oldest first.
     *
     * @param state null for all
     * @param after only those with a higher id
     * @param most per pipeline, at most 500
     * @throws OtterException with NOT_FOUND
     */
    public List<DeadLetter> list(String channelName, @Nullable State state, long after, int most) {
        List<DeadLetter> letters = new ArrayList<>();
        for (Pipeline pipeline : channel(configuration.read(), channelName).pipelines()) {
            mapper.letters(pipeline.id(), state == null ? null : state.name(), after, Math.min(most, PAGE))
                    .forEach(row -> letters.add(letter(pipeline, row)));
        }
        return letters;
    }

    /**
     * A pipeline's letters, oldest first.
     *
     * @param state null for all
     * @param text to find in tables, key or error
     * @param after only those with a higher id
     * @param most at most 500
     */
    public List<DeadLetter> find(Pipeline pipeline, @Nullable State state, String text, long after, int most) {
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return mapper
                .find(pipeline.id(), state == null ? null : state.name(), pattern, after, Math.min(most, PAGE))
                .stream()
                .map(row -> letter(pipeline, row))
                .toList();
    }

    /** The number of a pipeline's open letters. */
    public long open(long pipelineId) {
        return openByTable(pipelineId).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Likewise by source table, {@code schema.table}. */
    public Map<String, Long> openByTable(long pipelineId) {
        return mapper.tables(pipelineId, State.OPEN.name()).stream()
                .collect(Collectors.toMap(DeadLetterMapper.TableRow::sourceTable, DeadLetterMapper.TableRow::letters));
    }

    /** As the present user may see it. */
    DeadLetter letter(Pipeline pipeline, LetterRow row) {
        boolean hidden =
                access.user().filter(user -> user.role().covers(Role.OPERATOR)).isEmpty();
        return new DeadLetter(
                row.id(),
                pipeline.name(),
                row.sourceTable(),
                row.targetTable(),
                row.kind(),
                hidden ? RowText.HIDDEN : row.keyText(),
                hidden ? null : image(row.before()),
                hidden ? null : image(row.after()),
                hidden,
                row.errorCode(),
                hidden ? RowText.hidden(row.errorCode(), row.errorText()) : row.errorText(),
                row.position(),
                Instant.ofEpochMilli(row.commitTimeMillis()),
                Instant.ofEpochMilli(row.createdMillis()),
                row.attempts(),
                State.valueOf(row.state()));
    }

    private static @Nullable JsonNode image(@Nullable String json) {
        try {
            return json == null ? null : Json.MAPPER.readTree(json);
        } catch (JacksonException e) {
            return StringNode.valueOf(json); // truncated, as it was too long
        }
    }

    /** @throws OtterException with NOT_FOUND */
    LetterRow row(long id) {
        LetterRow row = mapper.letter(id);
        if (row == null) {
            throw missing(id);
        }
        return row;
    }

    static OtterException missing(long id) {
        return new RefusedException(ErrorCode.NOT_FOUND, Refusal.DEAD_LETTER_UNKNOWN.with(id));
    }

    /** @throws OtterException with NOT_FOUND */
    static Channel channel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
