package io.otter.node.extend;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.extend.RowEvent;
import io.otter.common.extend.RowProcessor;
import io.otter.common.filter.RowFilter;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.MaskedText;
import io.otter.node.batch.RowFault;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Drops the changes that a pair's filter rejects and lets the pair's processor modify the rest. Pairs with neither keep
 * sharing one change. A row on which a filter or processor fails is refused where it would be loaded, reduced to its key, since
 * they might have withheld any other value. One thread at a time.
 */
public final class RowFilterStage {
    private final String pipeline;
    /** Nothing is loaded in a dry run, so nothing would be refused there. */
    private final boolean dryRun;

    private final Map<Long, Rule> rules = new HashMap<>();

    private record Rule(
            MediaPair pair,
            @Nullable RowFilter filter,
            @Nullable RowProcessor processor) {}

    /** @throws OtterException if a processor is missing or a filter does not parse */
    public RowFilterStage(PipelineConfig pipeline, Processors processors) {
        this.pipeline = pipeline.name();
        dryRun = pipeline.parameters().dryRun() && pipeline.parameters().onError() == ErrorPolicy.STOP;
        for (MediaPair pair : pipeline.pairs()) {
            if (!pair.filter().isEmpty() || !pair.processor().isEmpty()) {
                rules.put(
                        pair.id(),
                        new Rule(
                                pair,
                                pair.filter().isEmpty() ? null : parse(pair.filter()),
                                pair.processor().isEmpty()
                                        ? null
                                        : processors.require(pipeline.name(), pair.processor())));
            }
        }
    }

    /** The batch after filters and processors; the same instance when no pair has either. */
    public Batch filter(Batch batch) {
        if (rules.isEmpty()) {
            return batch;
        }
        List<BatchTransaction> transactions =
                new ArrayList<>(batch.transactions().size());
        for (BatchTransaction transaction : batch.transactions()) {
            List<SelectedChange> changes = new ArrayList<>(transaction.changes().size());
            transaction.changes().forEach(change -> filter(change, changes));
            transactions.add(transaction.with(changes));
        }
        return new Batch(batch.processId(), transactions, batch.rows(), batch.bytes());
    }

    /** Whether the pair has a filter or a processor. */
    public boolean touches(long pairId) {
        return rules.containsKey(pairId);
    }

    /**
     * A row as a pair sends it to the target; empty if its filter or processor drops it.
     *
     * @throws OtterException if one of them fails on the row
     */
    public Optional<RowChange> filter(long pairId, RowChange row) {
        Rule rule = rules.get(pairId);
        return rule == null ? Optional.of(row) : apply(rule, row, Images.event(row));
    }

    private void filter(SelectedChange change, List<SelectedChange> sink) {
        if (!(change.change() instanceof RowChange row)
                || change.settles()
                || change.pairIds().stream().noneMatch(rules::containsKey)) {
            sink.add(change);
            return;
        }
        List<Long> unruled = change.pairIds().stream()
                .filter(pair -> !rules.containsKey(pair))
                .toList();
        if (!unruled.isEmpty()) {
            sink.add(new SelectedChange(row, unruled, change.resync()));
        }
        RowEvent event = Images.event(row);
        for (long pair : change.pairIds()) {
            Rule rule = rules.get(pair);
            if (rule != null) {
                apply(rule, change, row, event).ifPresent(sink::add);
            }
        }
    }

    private Optional<SelectedChange> apply(Rule rule, SelectedChange change, RowChange row, RowEvent event) {
        List<Long> pair = List.of(rule.pair().id());
        try {
            return apply(rule, row, event).map(kept -> new SelectedChange(kept, pair, change.resync()));
        } catch (OtterException e) {
            if (dryRun || row.table().identity().isEmpty()) {
                throw e;
            }
            RowFault fault = new RowFault(e.code(), String.valueOf(e.getMessage()));
            return Optional.of(new SelectedChange(Images.keyOnly(row), pair, change.resync(), fault));
        }
    }

    private Optional<RowChange> apply(Rule rule, RowChange row, RowEvent event) {
        List<String> masked = rule.pair().columns().masked();
        try {
            if (rule.filter() != null && !takes(rule.filter(), row, event)) {
                return Optional.empty();
            }
            return rule.processor() == null ? Optional.of(row) : process(rule.processor(), row, event);
        } catch (OtterException e) {
            String where = "pipeline " + pipeline + ": row " + Images.key(row, masked) + " of "
                    + row.table().schema() + "." + row.table().table() + ": ";
            // Without its cause, which may have any value of the row in its words.
            throw masked.isEmpty()
                    ? new OtterException(e.code(), where + e.getMessage(), e)
                    : new OtterException(
                            e.code(), where + MaskedText.hidden(String.valueOf(e.getMessage()), row, masked));
        }
    }

    private static boolean takes(RowFilter filter, RowChange row, RowEvent event) {
        try {
            return filter.takes(event.kind().name(), event.schema(), event.table(), event.before(), event.after());
        } catch (IllegalArgumentException e) {
            throw new OtterException(ErrorCode.FILTER_FAILED, e.getMessage() + ".", e);
        }
    }

    private static Optional<RowChange> process(RowProcessor processor, RowChange row, RowEvent event) {
        try {
            Optional<RowEvent> processed = processor.process(event);
            if (processed.isEmpty()) {
                return Optional.empty();
            }
            if (processed.get().kind() != event.kind()) {
                throw new IllegalStateException("it makes " + processed.get().kind() + " of " + event.kind());
            }
            Row after = row.after();
            Map<String, @Nullable Object> values = processed.get().after();
            return Optional.of(
                    after == null || values == null || values.equals(event.after())
                            ? row
                            : new RowChange(
                                    row.table(),
                                    row.kind(),
                                    row.before(),
                                    Images.row(row.table(), after, values),
                                    row.bytes(),
                                    row.foreignKeysOff()));
        } catch (RuntimeException | LinkageError e) {
            // Whatever a third-party class throws concerns this row only.
            throw new OtterException(ErrorCode.PROCESSOR_FAILED, "processor " + processor.name() + ": " + e + ".", e);
        }
    }

    private static RowFilter parse(String text) {
        try {
            return RowFilter.parse(text);
        } catch (IllegalArgumentException e) {
            throw new OtterException(ErrorCode.FILTER_FAILED, "the filter [" + text + "]: " + e.getMessage() + ".", e);
        }
    }
}
