package io.otter.node.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.node.binlog.Row;
import io.otter.node.load.DeadLetters;
import io.otter.node.load.RefusedRow;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes refused rows to {@code retl.retl_dead_letter} at the target, in the same transaction that goes on without
 * them: no manager is needed, and a unit that is rolled back takes its letters with it. A row that is resynced
 * successfully settles its letter in the same way. One thread at a time.
 */
public final class DeadLetterWriter implements DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterWriter.class);
    private static final int NO_SUCH_TABLE = 1146;
    private static final String CREATE = "CREATE TABLE IF NOT EXISTS retl.retl_dead_letter ("
            + "ID BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, PIPELINE_ID BIGINT NOT NULL, PAIR_ID BIGINT NOT NULL,"
            + " SOURCE_TABLE VARCHAR(160) NOT NULL, TARGET_TABLE VARCHAR(160) NOT NULL, KIND VARCHAR(10) NOT NULL,"
            + " KEY_TEXT VARCHAR(1000) NOT NULL, PK_DATA VARCHAR(256) NOT NULL, OLD_PK_DATA VARCHAR(256) NOT NULL,"
            + " BEFORE_IMAGE LONGTEXT, AFTER_IMAGE LONGTEXT, ERROR_CODE VARCHAR(40) NOT NULL, ERROR_TEXT TEXT NOT NULL,"
            + " POSITION VARCHAR(2000) NOT NULL, COMMIT_TIME_MILLIS BIGINT NOT NULL, CREATED_MILLIS BIGINT NOT NULL,"
            + " ATTEMPTS INT NOT NULL, DONE TINYINT NOT NULL, SHIPPED TINYINT NOT NULL,"
            + " KEY (PIPELINE_ID, SHIPPED), KEY (PIPELINE_ID, DONE)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";

    private final String pipeline;
    private final long pipelineId;
    private final DataMediaSource target;
    private final int mostOpen;
    private final DatabaseConnector connector;
    private final Runnable look;
    private final Clock clock;
    /** Looked-up rows refused during this attempt to load a unit, by identity. */
    private final Set<TargetChange> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Null until queried. */
    private @Nullable Boolean holdsLetters;
    /** Upper bound of open letters: those of attempts that were rolled back count until the next query. */
    private int atMostOpen = Integer.MAX_VALUE;

    /**
     * @param mostOpen limit of open letters of the pipeline at this target; the pipeline stops at it
     * @param look called when there may soon be letters to ship; must not block
     */
    public DeadLetterWriter(
            String pipeline,
            long pipelineId,
            DataMediaSource target,
            int mostOpen,
            DatabaseConnector connector,
            Runnable look,
            Clock clock) {
        this.pipeline = pipeline;
        this.pipelineId = pipelineId;
        this.target = target;
        this.mostOpen = mostOpen;
        this.connector = connector;
        this.look = look;
        this.clock = clock;
    }

    @Override
    public boolean take(Connection openUnit, RefusedRow row) throws SQLException {
        if (!OF_ONE_ROW.contains(row.fault().code())) {
            return false;
        }
        TargetChange change = row.change();
        String key = RowText.keyData(change.plan().source(), image(change));
        if (change.resync()) {
            refused.add(change);
        }
        if (!change.resync() || key.isEmpty() || !refusedAgain(openUnit, row, key)) {
            insert(openUnit, row, key);
        }
        holdsLetters = true;
        look.run();
        log.warn("pipeline {}: the row is put aside: {}", pipeline, row.fault().getMessage());
        return true;
    }

    @Override
    public void resynced(Connection openUnit, List<TargetChange> rows) throws SQLException {
        List<TargetChange> written =
                rows.stream().filter(row -> !refused.contains(row)).toList();
        refused.clear();
        if (!holdsLetters(openUnit)) {
            return;
        }
        try (PreparedStatement update = openUnit.prepareStatement(
                "UPDATE retl.retl_dead_letter"
                        + " SET DONE = 1, SHIPPED = 0 WHERE PIPELINE_ID = ? AND TARGET_TABLE = ? AND PK_DATA = ? AND DONE = 0")) {
            int settled = 0;
            for (TargetChange change : written) {
                String key = RowText.keyData(change.plan().source(), image(change));
                update.setLong(1, pipelineId);
                update.setString(2, change.plan().targetName());
                update.setString(3, key);
                settled += key.isEmpty() ? 0 : update.executeUpdate();
            }
            if (settled > 0) {
                look.run();
                log.info("pipeline {}: {} dead letters are settled", pipeline, settled);
            }
        }
    }

    private boolean refusedAgain(Connection openUnit, RefusedRow row, String key) throws SQLException {
        if (!holdsLetters(openUnit)) {
            return false;
        }
        try (PreparedStatement update = openUnit.prepareStatement("UPDATE retl.retl_dead_letter"
                + " SET ATTEMPTS = ATTEMPTS + 1, ERROR_CODE = ?, ERROR_TEXT = ?, SHIPPED = 0"
                + " WHERE PIPELINE_ID = ? AND TARGET_TABLE = ? AND PK_DATA = ? AND DONE = 0")) {
            update.setString(1, row.fault().code().name());
            update.setString(2, text(row));
            update.setLong(3, pipelineId);
            update.setString(4, row.change().plan().targetName());
            update.setString(5, key);
            return update.executeUpdate() > 0;
        }
    }

    private void insert(Connection openUnit, RefusedRow row, String key) throws SQLException {
        try {
            requireRoom(openUnit, row);
            insertInto(openUnit, row, key);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
            // Not on the unit's own connection: DDL would commit it.
            createTable();
            requireRoom(openUnit, row);
            insertInto(openUnit, row, key);
        }
        atMostOpen++;
    }

    /** If most rows are refused, the target or the mapping is wrong, and more letters would only hide it. */
    private void requireRoom(Connection openUnit, RefusedRow row) throws SQLException {
        if (atMostOpen < mostOpen) {
            return;
        }
        try (PreparedStatement select = openUnit.prepareStatement(
                "SELECT count(*) FROM retl.retl_dead_letter WHERE PIPELINE_ID = ? AND DONE = 0")) {
            select.setLong(1, pipelineId);
            try (ResultSet count = select.executeQuery()) {
                count.next();
                atMostOpen = count.getInt(1);
            }
        }
        if (atMostOpen >= mostOpen) {
            throw new OtterException(
                    ErrorCode.DEAD_LETTERS_FULL,
                    "pipeline " + pipeline + ": " + atMostOpen + " rows that " + target.name()
                            + " refused lie in retl.retl_dead_letter, no more are put aside. The next is: "
                            + row.fault().getMessage());
        }
    }

    private void insertInto(Connection openUnit, RefusedRow row, String key) throws SQLException {
        TargetChange change = row.change();
        var source = change.plan().source();
        try (PreparedStatement insert = openUnit.prepareStatement("INSERT INTO retl.retl_dead_letter (PIPELINE_ID,"
                + " PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, PK_DATA, OLD_PK_DATA, BEFORE_IMAGE,"
                + " AFTER_IMAGE, ERROR_CODE, ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS, ATTEMPTS, DONE,"
                + " SHIPPED) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0)")) {
            String oldKey = change.before() == null ? "" : RowText.keyData(source, change.before());
            insert.setLong(1, pipelineId);
            insert.setLong(2, change.plan().pairId());
            insert.setString(3, source.schema() + "." + source.table());
            insert.setString(4, change.plan().targetName());
            insert.setString(5, change.kind().name());
            insert.setString(6, RowText.key(source, image(change)));
            insert.setString(7, key);
            insert.setString(8, oldKey.equals(key) ? "" : oldKey);
            insert.setString(9, RowText.json(source, change.before()));
            insert.setString(10, RowText.json(source, change.after()));
            insert.setString(11, row.fault().code().name());
            insert.setString(12, text(row));
            String position = row.transactionEnd().toString();
            insert.setString(13, position.length() > 2_000 ? position.substring(0, 2_000) : position);
            insert.setLong(14, row.commitTimestampMillis());
            insert.setLong(15, clock.millis());
            insert.executeUpdate();
        }
    }

    private void createTable() throws SQLException {
        try (Connection own = connector.open(target, Purpose.PROBE);
                Statement statement = own.createStatement()) {
            statement.execute(CREATE);
        } catch (SQLException e) {
            throw new OtterException(
                    ErrorCode.DATABASE_PRIVILEGE,
                    "pipeline " + pipeline + ": retl.retl_dead_letter is missing at the target and cannot be created ("
                            + e.getMessage() + "): load sql/retl-schema.sql there.",
                    e);
        }
    }

    private boolean holdsLetters(Connection openUnit) throws SQLException {
        if (holdsLetters == null) {
            try (PreparedStatement select = openUnit.prepareStatement(
                    "SELECT 1 FROM retl.retl_dead_letter WHERE PIPELINE_ID = ? AND DONE = 0 LIMIT 1")) {
                select.setLong(1, pipelineId);
                try (ResultSet row = select.executeQuery()) {
                    holdsLetters = row.next();
                }
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_TABLE) {
                    throw e;
                }
                holdsLetters = false;
            }
        }
        return holdsLetters;
    }

    /** The after image if there is one, else the before image. */
    private static Row image(TargetChange change) {
        return change.after() != null ? change.after() : Objects.requireNonNull(change.before());
    }

    private static String text(RefusedRow row) {
        String text = String.valueOf(row.fault().getMessage());
        return text.length() > 8_000 ? text.substring(0, 8_000) : text;
    }
}
