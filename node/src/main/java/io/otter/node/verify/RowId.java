package io.otter.node.verify;

import java.util.List;

/**
 * The key of a row, equal to another if its characters and numbers are, whatever a collation says.
 *
 * @param values to find the row by at either side
 * @param form of the values in which equal ones are equal
 */
record RowId(List<Object> values, List<Object> form) {
    RowId {
        values = List.copyOf(values);
        form = List.copyOf(form);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowId id && form.equals(id.form);
    }

    @Override
    public int hashCode() {
        return form.hashCode();
    }
}
