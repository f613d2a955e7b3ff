package io.otter.node.sql;

import java.util.List;

/**
 * A column's type as it is written, but for synonyms that are nothing but other names.
 *
 * @param name lower case; what is short for more than a name (LONG, SERIAL, NCHAR) is spelled out
 * @param numbers in brackets after the name
 * @param labels of ENUM and SET
 * @param unsigned also for ZEROFILL
 */
public record DefinedType(String name, List<Long> numbers, List<String> labels, boolean unsigned, boolean zerofill) {
    public DefinedType {
        numbers = List.copyOf(numbers);
        labels = List.copyOf(labels);
    }
}
