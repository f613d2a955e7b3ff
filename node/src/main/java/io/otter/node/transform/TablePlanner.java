package io.otter.node.transform;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NoKey;
import io.otter.common.model.Origins;
import io.otter.common.model.PipelineConfig;
import io.otter.database.ColumnMeta;
import io.otter.database.TableMeta;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which columns of a source table go to which of a target table, and which of them find and compare rows. Immutable. */
final class TablePlanner {
    /** Stored values of these types need not equal the value that was written. */
    private static final Set<String> COMPARE_BADLY = Set.of("float", "double", "real", "json");

    /** Display widths of integers come and go with the version. */
    private static final Set<String> SAME_IN_ANY_SIZE =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "date", "year", "text", "blob");

    private final String pipeline;
    private final NoKey noKey;
    private final boolean compatibleMissingColumn;
    private final Origins origins;

    TablePlanner(PipelineConfig pipeline) {
        this.pipeline = pipeline.name();
        noKey = pipeline.parameters().noKey();
        compatibleMissingColumn = pipeline.parameters().compatibleMissingColumn();
        origins = pipeline.origins();
    }

    /**
     * @param lacking receives the mapped columns that the target does not have, where that is allowed
     * @throws OtterException with {@link ErrorCode#LOAD_MISSING_TARGET} for a mapped column that the target must have,
     *     or with {@link ErrorCode#LOAD_DATA} if nothing finds a row
     */
    TablePlan plan(MediaPair pair, TableSchema source, TableMeta target, List<ColumnMapping> lacking) {
        List<ColumnMapping> columns = columns(pair, source, target, lacking);
        return new TablePlan(
                        pair.id(),
                        source,
                        target,
                        columns,
                        key(pair, source, target, columns),
                        compared(pair, source, target, columns),
                        origins.conflicts(pair.id()).orElse(ConflictRule.STOP))
                .masking(pair.columns().masked());
    }

    /** That a column is missing at the target. @param why goes on with the sentence */
    OtterException missing(TableMeta target, String column, String why) {
        return new OtterException(
                ErrorCode.LOAD_MISSING_TARGET,
                "pipeline " + pipeline + ": column " + target.schema() + "." + target.table() + "." + column
                        + " is missing at the target" + why + ".");
    }

    private List<ColumnMapping> columns(
            MediaPair pair, TableSchema source, TableMeta target, List<ColumnMapping> lacking) {
        List<ColumnMapping> columns = new ArrayList<>();
        for (int i = 0; i < source.columns().size(); i++) {
            Column column = source.columns().get(i);
            Optional<String> name = targetColumn(pair, column.name());
            if (name.isEmpty()) {
                continue;
            }
            Optional<ColumnMeta> meta = target.column(name.get());
            if (meta.isEmpty() && column.generated()) {
                continue; // computed from other columns
            }
            if (meta.isEmpty()) {
                if (!compatibleMissingColumn || isListed(pair, column.name())) {
                    throw missing(target, name.get(), "");
                }
                lacking.add(new ColumnMapping(i, name.get()));
            } else if (!meta.get().generated()) {
                columns.add(new ColumnMapping(i, meta.get().name()));
            }
        }
        return columns;
    }

    /** What tells of a row of a two-way pair whether the target changed it, too; values that a processor made do not. */
    private List<ColumnMapping> compared(
            MediaPair pair, TableSchema source, TableMeta target, List<ColumnMapping> columns) {
        if (origins.conflicts(pair.id()).isEmpty() || !pair.processor().isEmpty()) {
            return List.of();
        }
        return columns.stream()
                .filter(column -> target.column(column.target())
                        .filter(meta -> isComparable(source.columns().get(column.source()), meta))
                        .isPresent())
                .toList();
    }

    /** Whether the target keeps exactly the value that the source has. */
    private static boolean isComparable(Column source, ColumnMeta target) {
        boolean sameType = source.dataType().equals(target.dataType())
                && !target.dataType().equals("json");
        boolean sized = !SAME_IN_ANY_SIZE.contains(target.dataType());
        return sameType
                && (!sized || source.columnType().equalsIgnoreCase(target.columnType()))
                && Objects.equals(charset(source.charset()), charset(target.charset()));
    }

    private static String charset(@Nullable String name) {
        return name == null ? "" : name.equals("utf8") ? "utf8mb3" : name;
    }

    /** Whether the pair lists this column explicitly. */
    private static boolean isListed(MediaPair pair, String column) {
        return pair.columns().mode() == ColumnPairMode.INCLUDE
                && pair.columns().pairs().stream()
                        .anyMatch(listed -> listed.source().equalsIgnoreCase(column));
    }

    private static Optional<String> targetColumn(MediaPair pair, String column) {
        Optional<ColumnPair> listed = pair.columns().pairs().stream()
                .filter(columnPair -> columnPair.source().equalsIgnoreCase(column))
                .findFirst();
        if (pair.columns().mode() == ColumnPairMode.EXCLUDE) {
            return listed.isPresent() ? Optional.empty() : Optional.of(column);
        }
        return pair.columns().pairs().isEmpty() ? Optional.of(column) : listed.map(ColumnPair::target);
    }

    private List<ColumnMapping> key(MediaPair pair, TableSchema source, TableMeta target, List<ColumnMapping> columns) {
        List<String> identity = target.identity();
        if (identity.isEmpty() && noKey == NoKey.FULL_ROW) {
            return columns.stream()
                    .filter(column -> target.column(column.target())
                            .filter(meta -> !COMPARE_BADLY.contains(meta.dataType()))
                            .isPresent())
                    .toList();
        }
        List<ColumnMapping> key = new ArrayList<>();
        for (String name : identity) {
            columns.stream()
                    .filter(column -> column.target().equalsIgnoreCase(name))
                    .findFirst()
                    .or(() -> generated(pair, source, target, name))
                    .ifPresent(key::add);
        }
        if (identity.isEmpty() || key.size() != identity.size()) {
            throw new OtterException(
                    ErrorCode.LOAD_DATA,
                    "pipeline " + pipeline + ": " + target.schema() + "." + target.table()
                            + (identity.isEmpty()
                                    ? " has neither a primary key nor a unique key without nulls; add one, or set"
                                            + " noKey: FULL_ROW, which reads the whole table for each update and delete."
                                    : " has key columns " + identity + " that are not all mapped from "
                                            + source.schema() + "." + source.table() + "."));
        }
        return key;
    }

    /** A key column that the target generates: rows are found by the value that the source generated. */
    private static Optional<ColumnMapping> generated(
            MediaPair pair, TableSchema source, TableMeta target, String name) {
        if (target.column(name).filter(ColumnMeta::generated).isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < source.columns().size(); i++) {
            Optional<String> mapped = targetColumn(pair, source.columns().get(i).name());
            if (mapped.filter(name::equalsIgnoreCase).isPresent()) {
                return Optional.of(new ColumnMapping(i, name));
            }
        }
        return Optional.empty();
    }
}
