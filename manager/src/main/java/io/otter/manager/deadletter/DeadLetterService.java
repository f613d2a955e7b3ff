package io.otter.manager.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.error.RowText;
import io.otter.common.json.Json;
import io.otter.common.model.PipelineConfig;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.RowReport;
import io.otter.manager.audit.Audit;
import io.otter.manager.deadletter.DeadLetter.State;
import io.otter.manager.deadletter.DeadLetterMapper.LetterRow;
import io.otter.manager.publication.Resolver;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
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

/** Stores refused rows reported by nodes; pages and API list, resend and discard them. Thread-safe. */
@Service
public final class DeadLetterService {
    /** The most letters that are listed at once. */
    static final int PAGE = 500;

    private final ConfigurationStore configuration;
    private final DeadLetterMapper mapper;
    private final ResyncRequests door;
    private final Access access;
    private final Audit audit;

    DeadLetterService(
            ConfigurationStore configuration,
            DeadLetterMapper mapper,
            ResyncRequests door,
            Access access,
            Audit audit) {
        this.configuration = configuration;
        this.mapper = mapper;
        this.door = door;
        this.access = access;
        this.audit = audit;
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

    /**
     * Sends the current row from the source again, in the pipeline's order. The letter becomes DONE once the row is
     * written, or OPEN again if it is refused again. Also works for discarded letters.
     *
     * @throws OtterException with NOT_FOUND, ILLEGAL_MOVE if it is done or its key cannot be expressed, a fault of the
     *     source, or if the user lacks the role
     */
    public DeadLetter retry(String channelName, long id) {
        access.require(Role.OPERATOR);
        Configuration configured = configuration.read();
        Channel channel = channel(configured, channelName);
        Pipeline pipeline = pipelineOf(channel, id);
        LetterRow row = row(id);
        retry(config(configured, channel, pipeline), row);
        audit.did(channel.id(), Text.of("act.letter.retry", describe(row)), row.errorCode() + ": " + row.errorText());
        return letter(pipeline, row(id));
    }

    /**
     * Sends all open rows again.
     *
     * @param pipelineName null for all of the channel
     * @return how many were sent; rows whose key cannot be expressed stay open
     * @throws OtterException with NOT_FOUND, a fault of the source, or if the user lacks the role; rows already sent
     *     stay sent
     */
    public int retryAll(String channelName, @Nullable String pipelineName) {
        access.require(Role.OPERATOR);
        Configuration configured = configuration.read();
        Channel channel = channel(configured, channelName);
        int sent = 0;
        try {
            for (Pipeline pipeline : pipelines(channel, pipelineName)) {
                PipelineConfig config = config(configured, channel, pipeline);
                List<LetterRow> rows = mapper.letters(pipeline.id(), State.OPEN.name(), 0, PAGE);
                while (!rows.isEmpty()) {
                    for (LetterRow row : rows) {
                        if (!row.keyData().isEmpty()) {
                            retry(config, row);
                            sent++;
                        }
                    }
                    long after = rows.get(rows.size() - 1).id();
                    rows = mapper.letters(pipeline.id(), State.OPEN.name(), after, PAGE);
                }
            }
        } finally {
            audit.did(channel.id(), all("act.letters.retry", pipelineName, sent), "");
        }
        return sent;
    }

    /**
     * Discards all open rows.
     *
     * @param pipelineName null for all of the channel
     * @return how many
     * @throws OtterException with NOT_FOUND, or if the user lacks the role
     */
    public int discardAll(String channelName, @Nullable String pipelineName) {
        access.require(Role.OPERATOR);
        Channel channel = channel(configuration.read(), channelName);
        int discarded = 0;
        for (Pipeline pipeline : pipelines(channel, pipelineName)) {
            discarded += mapper.moveAll(pipeline.id(), State.OPEN.name(), State.DISCARDED.name());
        }
        audit.did(channel.id(), all("act.letters.discard", pipelineName, discarded), "");
        return discarded;
    }

    private static Text all(String act, @Nullable String pipelineName, int rows) {
        return Text.of(act, rows, pipelineName == null ? Text.of("act.letters.channel") : pipelineName);
    }

    private static List<Pipeline> pipelines(Channel channel, @Nullable String wanted) {
        List<Pipeline> found = channel.pipelines().stream()
                .filter(pipeline -> wanted == null || pipeline.name().equalsIgnoreCase(wanted))
                .toList();
        if (wanted != null && found.isEmpty()) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.PIPELINE_UNKNOWN.with(channel.name(), wanted));
        }
        return found;
    }

    /** Discards the row. @throws OtterException with NOT_FOUND, ILLEGAL_MOVE if not open, or for lack of the role */
    public DeadLetter discard(String channelName, long id) {
        access.require(Role.OPERATOR);
        Channel channel = channel(configuration.read(), channelName);
        Pipeline pipeline = pipelineOf(channel, id);
        if (!mapper.move(id, State.OPEN.name(), State.DISCARDED.name())
                && !mapper.move(id, State.RETRYING.name(), State.DISCARDED.name())) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.DEAD_LETTER_IS.with(id, row(id).state()));
        }
        LetterRow row = row(id);
        audit.did(channel.id(), Text.of("act.letter.discard", describe(row)), row.errorCode() + ": " + row.errorText());
        return letter(pipeline, row(id));
    }

    private void retry(PipelineConfig pipeline, LetterRow row) {
        if (row.keyData().isEmpty()) {
            throw new RefusedException(
                    ErrorCode.ILLEGAL_MOVE, Refusal.DEAD_LETTER_UNNAMED.with(row.id(), row.keyText()));
        }
        // First, so that the node's report cannot come before it.
        if (!mapper.move(row.id(), State.OPEN.name(), State.RETRYING.name())
                && !mapper.move(row.id(), State.DISCARDED.name(), State.RETRYING.name())
                && !row.state().equals(State.RETRYING.name())) {
            throw new RefusedException(
                    ErrorCode.ILLEGAL_MOVE,
                    Refusal.DEAD_LETTER_IS.with(row.id(), row(row.id()).state()));
        }
        try {
            door.send(pipeline, row.sourceTable(), row.oldKeyData(), row.keyData());
        } catch (RuntimeException e) {
            mapper.move(row.id(), State.RETRYING.name(), State.OPEN.name());
            throw e;
        }
    }

    private static String describe(LetterRow row) {
        return row.kind() + " " + row.targetTable() + " (" + row.keyText() + ")";
    }

    private DeadLetter letter(Pipeline pipeline, LetterRow row) {
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

    private Pipeline pipelineOf(Channel channel, long id) {
        long pipelineId = row(id).pipelineId();
        return channel.pipelines().stream()
                .filter(pipeline -> pipeline.id() == pipelineId)
                .findFirst()
                .orElseThrow(() -> missing(id));
    }

    private LetterRow row(long id) {
        LetterRow row = mapper.letter(id);
        if (row == null) {
            throw missing(id);
        }
        return row;
    }

    private static PipelineConfig config(Configuration configured, Channel channel, Pipeline pipeline) {
        return new Resolver(configured)
                .channel(channel).pipelines().stream()
                        .filter(config -> config.id() == pipeline.id())
                        .findFirst()
                        .orElseThrow();
    }

    private static OtterException missing(long id) {
        return new RefusedException(ErrorCode.NOT_FOUND, Refusal.DEAD_LETTER_UNKNOWN.with(id));
    }

    private static Channel channel(Configuration configured, String name) {
        return configured
                .channel(name)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name)));
    }
}
