package io.otter.node.sql;

import io.otter.common.model.DdlKind;
import java.util.List;

/**
 * What must be known of a DDL on tables to run it under other names.
 *
 * @param mentions in text order, at least one
 * @param columns the column names of a CREATE in order, or those added by an ALTER that does nothing else, otherwise empty
 * @param addsColumnsOnly whether this is an ALTER that only adds columns
 * @param problem why it may not be run unasked; empty if there is no reason
 */
public record DdlNames(
        DdlKind kind, List<TableMention> mentions, List<String> columns, boolean addsColumnsOnly, String problem) {
    public DdlNames {
        mentions = List.copyOf(mentions);
        columns = List.copyOf(columns);
    }

    public DdlNames withMentions(List<TableMention> others) {
        return new DdlNames(kind, others, columns, addsColumnsOnly, problem);
    }

    public DdlNames withProblem(String why) {
        return new DdlNames(kind, mentions, columns, addsColumnsOnly, why);
    }
}
