package io.otter.manager.conflict;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.communication.message.ReportedConflict;
import io.otter.communication.message.RowReport;
import io.otter.manager.conflict.ConflictMapper.ConflictRow;
import io.otter.manager.refusedrow.StoppedRow;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** Stores conflicts reported by nodes, the newest of each pipeline; pages and API list them. Thread-safe. */
@Service
public final class ConflictService {
    /** The most conflicts that are listed at once. */
    static final int PAGE = 500;
    /** The most that are kept of a pipeline. */
    private static final int KEPT = 100_000;

    private final ConfigurationStore configuration;
    private final ConflictMapper mapper;
    private final Access access;

    ConflictService(ConfigurationStore configuration, ConflictMapper mapper, Access access) {
        this.configuration = configuration;
        this.mapper = mapper;
        this.access = access;
    }

    /** Stores a report; conflicts may be repeated. @return the response to the node */
    public RowReport<ReportedConflict> store(RowReport<ReportedConflict> report) {
        report.rows().forEach(conflict -> mapper.store(report.pipelineId(), report.subjectId(), conflict));
        Long beyond = mapper.beyond(report.pipelineId(), KEPT);
        if (beyond != null) {
            mapper.deleteUpTo(report.pipelineId(), beyond);
        }
        return report.stored();
    }

    /**
     * A channel's conflicts, newest first.
     *
     * @param before only those with a lower id; 0 for all
     * @param most per pipeline, at most 500
     * @throws OtterException with NOT_FOUND
     */
    List<RowConflict> list(String channelName, long before, int most) {
        List<RowConflict> conflicts = new ArrayList<>();
        configuration
                .read()
                .channel(channelName)
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(channelName)))
                .pipelines()
                .forEach(pipeline -> conflicts.addAll(find(pipeline, "", before, most)));
        return conflicts;
    }

    /** A pipeline's conflicts, newest first. @param text to find in tables or key */
    public List<RowConflict> find(Pipeline pipeline, String text, long before, int most) {
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        boolean hidden =
                access.user().filter(user -> user.role().covers(Role.OPERATOR)).isEmpty();
        return mapper.find(pipeline.id(), pattern, before == 0 ? Long.MAX_VALUE : before, Math.min(most, PAGE)).stream()
                .map(row -> conflict(pipeline, row, hidden))
                .toList();
    }

    /** How many a pipeline has had since a time. */
    public long count(long pipelineId, Instant since) {
        return mapper.count(pipelineId, since.toEpochMilli());
    }

    private static RowConflict conflict(Pipeline pipeline, ConflictRow row, boolean hidden) {
        return new RowConflict(
                row.id(),
                pipeline.name(),
                row.sourceTable(),
                row.targetTable(),
                row.kind(),
                hidden ? null : StoppedRow.Data.read(row.keyText(), row.images()),
                row.policy(),
                row.taken(),
                row.position(),
                Instant.ofEpochMilli(row.commitTimeMillis()),
                Instant.ofEpochMilli(row.createdMillis()));
    }
}
