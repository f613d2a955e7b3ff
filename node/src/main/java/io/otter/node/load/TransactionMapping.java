package io.otter.node.load;

import io.otter.common.model.PipelineConfig;
import io.otter.database.TableName;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CopyStep;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.ddl.LateIndexes;
import io.otter.node.transform.Mapper;
import io.otter.node.transform.TargetChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps transactions to a target's tables; DDL and beginnings of copies are done at once. One thread at a time. */
final class TransactionMapping {
    private static final Logger log = LoggerFactory.getLogger(TransactionMapping.class);

    private final String pipeline;
    private final boolean dryRun;
    private final Mapper mapper;
    private final DdlApplier ddlApplier;
    private final LateIndexes lateIndexes;
    private final TargetConnection session;

    TransactionMapping(PipelineConfig pipeline, Target target, TargetConnection session) {
        this.pipeline = pipeline.name();
        this.session = session;
        dryRun = pipeline.parameters().dryRun();
        mapper = target.mapper();
        ddlApplier = target.ddlApplier();
        lateIndexes = target.lateIndexes();
    }

    /** Whether mapping a transaction changes the target, so that all before it has to be committed. */
    static boolean isAct(BatchTransaction transaction) {
        return transaction.copies().stream().anyMatch(TransactionMapping::begins)
                || transaction.changes().stream().anyMatch(change -> change.change() instanceof DdlChange);
    }

    /** The rows that a transaction changes at the target; may be called again after a failure. */
    List<TargetChange> map(BatchTransaction transaction) throws SQLException, InterruptedException {
        for (CopyStep copy : transaction.copies()) {
            if (begins(copy) && !dryRun) {
                session.begin(copy, mapper.targets(new TableName(copy.schema(), copy.table()), copy.pairIds()));
            }
        }
        List<TargetChange> changes = new ArrayList<>(transaction.changes().size());
        for (SelectedChange change : transaction.changes()) {
            if (change.change() instanceof DdlChange ddl) {
                runDdl(change, ddl.carrying(transaction.origin()), transaction);
            } else {
                mapper.map(change, session.open(), changes::add);
            }
        }
        return changes;
    }

    private static boolean begins(CopyStep copy) {
        return copy.kind() == CopyStep.Kind.FIRST;
    }

    private void runDdl(SelectedChange change, DdlChange ddl, BatchTransaction transaction)
            throws SQLException, InterruptedException {
        if (dryRun) {
            log.info("pipeline {}: dry run, DDL is not applied: {}", pipeline, ddl.sql());
        } else {
            lateIndexes.makeAll(
                    session.open(), fault -> LoadFault.of("", fault).code().isTransient());
            ddlApplier.apply(session.open(), session.epoch(), change, ddl, transaction.end());
        }
        mapper.forget();
    }
}
