package io.otter.database.precheck;

import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.MediaPair;
import io.otter.database.ColumnMeta;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source table with the name of its target table for one pair. */
record MappedTable(MediaPair pair, TableMeta source, TableName target) {
    /** Target column names by source column, in source order. Listed columns missing at the source are left out. */
    Map<ColumnMeta, String> columns() {
        ColumnView view = pair.columns();
        Map<ColumnMeta, String> targets = new LinkedHashMap<>();
        for (ColumnMeta column : source.columns()) {
            Optional<ColumnPair> listed = view.pairs().stream()
                    .filter(entry -> entry.source().equalsIgnoreCase(column.name()))
                    .findFirst();
            if (view.mode() == ColumnPairMode.EXCLUDE) {
                if (listed.isEmpty()) {
                    targets.put(column, column.name());
                }
            } else if (view.pairs().isEmpty()) {
                targets.put(column, column.name());
            } else {
                listed.ifPresent(entry -> targets.put(column, entry.target()));
            }
        }
        return targets;
    }

    /** Whether the pair lists this column explicitly. */
    boolean lists(ColumnMeta column) {
        return pair.columns().mode() == ColumnPairMode.INCLUDE
                && pair.columns().pairs().stream()
                        .anyMatch(entry -> entry.source().equalsIgnoreCase(column.name()));
    }

    /** Columns that the view or a group lists but the source does not have. */
    List<String> unknownSourceColumns() {
        List<String> unknown = new ArrayList<>();
        pair.columns().pairs().stream().map(ColumnPair::source).forEach(unknown::add);
        pair.columns().groups().forEach(unknown::addAll);
        return unknown.stream()
                .filter(column -> source.column(column).isEmpty())
                .distinct()
                .toList();
    }

    /** Columns that identify a source row but are not sent. */
    List<String> missingKeyColumns() {
        List<String> sent = columns().keySet().stream().map(ColumnMeta::name).toList();
        return source.identity().stream()
                .filter(column -> !sent.contains(column))
                .toList();
    }
}
