package io.otter.manager.verify;

import io.otter.arbitrate.resync.RowKeys;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.audit.Audit;
import io.otter.manager.resync.ResyncService;
import io.otter.manager.run.ChosenPairs;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.verify.DifferenceMapper.DifferenceRow;
import io.otter.manager.verify.RepairForm.Extra;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Has rows that a comparison found sent again through the pipelines. Thread-safe. */
@Service
public final class RepairService {
    private static final int PREVIEW = 500;
    private static final int PAGE = 1_000;
    /** Of one resync, which has to fit into a node of ZooKeeper. */
    private static final int MOST_KEYS = 5_000;

    private static final long MOST_CHARACTERS = 1_000_000;

    private final VerifyService verifies;
    private final DifferenceMapper mapper;
    private final ResyncService resyncs;
    private final Access access;
    private final Audit audit;

    RepairService(VerifyService verifies, DifferenceMapper mapper, ResyncService resyncs, Access access, Audit audit) {
        this.verifies = verifies;
        this.mapper = mapper;
        this.resyncs = resyncs;
        this.access = access;
        this.audit = audit;
    }

    /**
     * Sends the rows that a comparison kept again, in the pipeline's order and as they are at the source then.
     *
     * @throws OtterException with NOT_FOUND, REQUEST_INVALID, ILLEGAL_MOVE if the comparison is not over,
     *     ZOOKEEPER_UNREACHABLE, or if the user lacks the role
     */
    public RepairReport repair(String channelName, RepairForm form) {
        access.require(Role.OPERATOR);
        Long run = form.run();
        if (run == null) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.VALUE_MISSING.with("run"));
        }
        long channelId = verifies.requireOver(channelName, run);
        boolean delete = form.extra() == Extra.DELETE;
        boolean dryRun = Boolean.TRUE.equals(form.dryRun());
        List<RepairReport.Step> preview = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        Orders orders = new Orders(channelName, delete, ids);
        long rows = 0;
        long kept = 0;
        long after = 0;
        List<DifferenceRow> page = mapper.rows(run, List.of(), null, after, 0, PAGE);
        while (!page.isEmpty()) {
            for (DifferenceRow row : page) {
                if (row.kind().equals("EXTRA") && !delete) {
                    kept++;
                    continue;
                }
                rows++;
                if (!dryRun) {
                    orders.add(row);
                } else if (preview.size() < PREVIEW) {
                    VerifyReport.Row shown = verifies.shown(channelId, row);
                    preview.add(new RepairReport.Step(shown, RepairSql.of(shown)));
                }
            }
            after = page.get(page.size() - 1).id();
            page = mapper.rows(run, List.of(), null, after, 0, PAGE);
        }
        if (!dryRun) {
            orders.send();
            audit.did(
                    channelId,
                    Text.of("act.repair", run, channelName, rows),
                    "extra: " + (delete ? Extra.DELETE : Extra.KEEP) + "\nresync: " + ids);
        }
        return new RepairReport(ids.isEmpty() ? null : ids.get(0), ids, rows, kept, preview);
    }

    /** Collects keys until there are enough for a resync. */
    private final class Orders {
        private final String channel;
        private final boolean delete;
        private final List<Long> ids;
        private final Map<Table, List<String>> keys = new LinkedHashMap<>();
        private long pipelineId;
        private int count;
        private long characters;

        private record Table(String name, long pairId) {}

        Orders(String channel, boolean delete, List<Long> ids) {
            this.channel = channel;
            this.delete = delete;
            this.ids = ids;
        }

        void add(DifferenceRow row) {
            // A run keeps how far it is by table, so two pairs of one table take two runs.
            boolean otherPair = keys.keySet().stream()
                    .anyMatch(table -> table.name().equals(row.sourceTable()) && table.pairId() != row.pairId());
            if (count > 0
                    && (pipelineId != row.pipelineId()
                            || otherPair
                            || count >= MOST_KEYS
                            || characters > MOST_CHARACTERS)) {
                send();
            }
            pipelineId = row.pipelineId();
            keys.computeIfAbsent(new Table(row.sourceTable(), row.pairId()), any -> new ArrayList<>())
                    .add(row.keyData());
            count++;
            characters += row.keyData().length();
        }

        void send() {
            if (count == 0) {
                return;
            }
            List<RowKeys> rows = keys.entrySet().stream()
                    .map(table -> new RowKeys(
                            schema(table.getKey()),
                            table(table.getKey()),
                            List.of(table.getKey().pairId()),
                            table.getValue()))
                    .toList();
            List<Long> pairs =
                    keys.keySet().stream().map(Table::pairId).distinct().toList();
            ids.add(resyncs.begin(channel, new ChosenPairs(pipelineId, pairs), rows, delete));
            keys.clear();
            count = 0;
            characters = 0;
        }

        private static String schema(Table table) {
            return table.name().substring(0, table.name().indexOf('.'));
        }

        private static String table(Table table) {
            return table.name().substring(table.name().indexOf('.') + 1);
        }
    }
}
