package io.otter.manager.verify;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.manager.run.RunTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The comparisons of a channel, newest first. */
public record VerifyReport(List<Run> runs) {
    public VerifyReport {
        runs = List.copyOf(runs);
    }

    /**
     * One run.
     *
     * @param by the user
     * @param where condition on the rows; empty for all
     * @param error empty when nothing is wrong
     */
    public record Run(
            long id,
            State state,
            String by,
            Instant started,
            @Nullable Instant ended,
            String where,
            String error,
            List<Table> tables) {
        public Run {
            tables = List.copyOf(tables);
        }

        /** Rows that are not the same on both sides. */
        public long differences() {
            return tables.stream().mapToLong(Table::differences).sum();
        }
    }

    /**
     * One source table and pair.
     *
     * @param pair its source as configured
     * @param rows of the source that are compared
     * @param missing rows that the target lacks
     * @param extra rows that only the target has
     * @param different rows with other values
     * @param known how many of these three are known, as the target has refused them
     * @param note what could not be compared, or why nothing could; empty if everything was
     */
    public record Table(
            String pair,
            String source,
            String target,
            State state,
            long rows,
            long estimatedRows,
            long missing,
            long extra,
            long different,
            @Nullable Long known,
            String note)
            implements RunTable {
        public Table {
            known = Objects.requireNonNullElse(known, 0L); // of an older comparison
        }

        @Override
        public Table resting(State other) {
            return new Table(pair, source, target, other, rows, estimatedRows, missing, extra, different, known, note);
        }

        /** For a bar. */
        public long percent() {
            return state == State.DONE ? 100 : estimatedRows == 0 ? 0 : Math.min(99, rows * 100 / estimatedRows);
        }

        public long differences() {
            return missing + extra + different;
        }
    }

    /**
     * Rows that a run found, of which the manager keeps a limited number.
     *
     * @param page from 0
     * @param more whether another page follows
     */
    public record Page(int page, boolean more, List<Row> rows) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One row.
     *
     * @param pair its source as configured
     * @param key columns and values at the target
     * @param source as the target should have it, by the columns there; null if there should be none
     * @param target as it is there; null if there is none
     */
    public record Row(
            String pair,
            String sourceTable,
            String targetTable,
            String kind,
            String key,
            @Nullable JsonNode source,
            @Nullable JsonNode target) {
        /** Both versions side by side. */
        public List<Column> columns() {
            List<Column> columns = new ArrayList<>();
            JsonNode either = source == null ? target : source;
            if (either != null) {
                either.propertyNames()
                        .forEach(name -> columns.add(new Column(name, text(source, name), text(target, name))));
            }
            return columns;
        }

        private static String text(@Nullable JsonNode row, String name) {
            if (row == null) {
                return "";
            }
            JsonNode value = row.path(name);
            return value.isString() ? value.asString() : value.isNull() ? "NULL" : value.toString();
        }
    }

    /** One column of a row; empty where there is no row. */
    public record Column(String name, String source, String target) {
        public boolean differs() {
            return !source.equals(target);
        }
    }
}
