package io.otter.database;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Conditions on where rows are in the order of a key, to go on after one of them. Stateless. */
public final class KeyOrder {
    private KeyOrder() {}

    /** Rows after a place. @param columns of the key, as expressions of SQL by which rows are in order */
    public static String after(List<String> columns) {
        return condition(columns, " > ?", " > ?");
    }

    /** Rows up to a place, its own row included. */
    public static String upTo(List<String> columns) {
        return condition(columns, " < ?", " <= ?");
    }

    /** What either condition binds, in order. @param place the values of the columns */
    public static List<Object> bound(List<Object> place) {
        List<Object> bound = new ArrayList<>();
        for (int i = 0; i < place.size(); i++) {
            bound.addAll(place.subList(0, i + 1));
        }
        return bound;
    }

    /** Not with a row constructor, for which servers read the whole index. */
    private static String condition(List<String> columns, String operator, String last) {
        StringJoiner alternatives = new StringJoiner(" OR ", "(", ")");
        for (int i = 0; i < columns.size(); i++) {
            StringJoiner one = new StringJoiner(" AND ", "(", ")");
            columns.subList(0, i).forEach(column -> one.add(column + " = ?"));
            one.add(columns.get(i) + (i == columns.size() - 1 ? last : operator));
            alternatives.add(one.toString());
        }
        return alternatives.toString();
    }
}
