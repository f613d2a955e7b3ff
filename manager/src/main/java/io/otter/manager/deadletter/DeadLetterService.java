package io.otter.manager.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What users do with refused rows: send them again, or discard them. Thread-safe. */
@Service
public final class DeadLetterService {
    private final ConfigurationStore configuration;
    private final DeadLetters letters;
    private final DeadLetterMapper mapper;
    private final ResyncRequests door;
    private final Access access;
    private final Audit audit;

    DeadLetterService(
            ConfigurationStore configuration,
            DeadLetters letters,
            DeadLetterMapper mapper,
            ResyncRequests door,
            Access access,
            Audit audit) {
        this.configuration = configuration;
        this.letters = letters;
        this.mapper = mapper;
        this.door = door;
        this.access = access;
        this.audit = audit;
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
        Channel channel = DeadLetters.channel(configured, channelName);
        Pipeline pipeline = pipelineOf(channel, id);
        LetterRow row = letters.row(id);
        retry(config(configured, channel, pipeline), row);
        audit.did(channel.id(), Text.of("act.letter.retry", describe(row)), row.errorCode() + ": " + row.errorText());
        return letters.letter(pipeline, letters.row(id));
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
        Channel channel = DeadLetters.channel(configured, channelName);
        int sent = 0;
        try {
            for (Pipeline pipeline : pipelines(channel, pipelineName)) {
                PipelineConfig config = config(configured, channel, pipeline);
                List<LetterRow> rows = mapper.letters(pipeline.id(), State.OPEN.name(), 0, DeadLetters.PAGE);
                while (!rows.isEmpty()) {
                    for (LetterRow row : rows) {
                        if (!row.keyData().isEmpty()) {
                            retry(config, row);
                            sent++;
                        }
                    }
                    long after = rows.get(rows.size() - 1).id();
                    rows = mapper.letters(pipeline.id(), State.OPEN.name(), after, DeadLetters.PAGE);
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
     * @param newest id of the newest that was displayed, see {@link DeadLetters#newest}: what came later stays
     * @return how many
     * @throws OtterException with NOT_FOUND, or if the user lacks the role
     */
    public int discardAll(String channelName, @Nullable String pipelineName, long newest) {
        access.require(Role.OPERATOR);
        Channel channel = DeadLetters.channel(configuration.read(), channelName);
        int discarded = 0;
        for (Pipeline pipeline : pipelines(channel, pipelineName)) {
            discarded += mapper.moveAll(pipeline.id(), State.OPEN.name(), State.DISCARDED.name(), newest);
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
        Channel channel = DeadLetters.channel(configuration.read(), channelName);
        Pipeline pipeline = pipelineOf(channel, id);
        if (!mapper.move(id, State.OPEN.name(), State.DISCARDED.name())
                && !mapper.move(id, State.RETRYING.name(), State.DISCARDED.name())) {
            throw new RefusedException(
                    ErrorCode.ILLEGAL_MOVE,
                    Refusal.DEAD_LETTER_IS.with(id, letters.row(id).state()));
        }
        LetterRow row = letters.row(id);
        audit.did(channel.id(), Text.of("act.letter.discard", describe(row)), row.errorCode() + ": " + row.errorText());
        return letters.letter(pipeline, letters.row(id));
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
                    Refusal.DEAD_LETTER_IS.with(row.id(), letters.row(row.id()).state()));
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

    private Pipeline pipelineOf(Channel channel, long id) {
        long pipelineId = letters.row(id).pipelineId();
        return channel.pipelines().stream()
                .filter(pipeline -> pipeline.id() == pipelineId)
                .findFirst()
                .orElseThrow(() -> DeadLetters.missing(id));
    }

    private static PipelineConfig config(Configuration configured, Channel channel, Pipeline pipeline) {
        return new Resolver(configured)
                .channel(channel).pipelines().stream()
                        .filter(config -> config.id() == pipeline.id())
                        .findFirst()
                        .orElseThrow();
    }
}
