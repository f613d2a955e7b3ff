package io.otter.manager.wizard;

import io.otter.common.model.NamePattern;
import io.otter.database.TableName;
import io.otter.manager.text.InvalidInputException;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of the table page, as entered.
 *
 * @param find filter of the list
 * @param chosen selected tables, each {@code schema.table}
 * @param pattern of more tables, likewise; may be empty
 * @param schema of the target, empty for the source's
 */
record TableForm(String find, List<String> chosen, String pattern, String schema) {
    /** For returning to the page. */
    static TableForm of(Draft draft) {
        Map<Boolean, List<String>> chosen = draft.tables().stream()
                .collect(Collectors.partitioningBy(
                        TableForm::isPattern, Collectors.mapping(TableList::text, Collectors.toList())));
        return new TableForm(
                "",
                chosen.getOrDefault(false, List.of()),
                String.join("", chosen.getOrDefault(true, List.of())),
                draft.schema());
    }

    /**
     * All chosen tables.
     *
     * @throws InvalidInputException if a name or the pattern is invalid
     */
    List<TableName> tables() {
        List<TableName> tables = new ArrayList<>();
        chosen.stream().map(TableForm::split).forEach(tables::add);
        if (!pattern.isEmpty()) {
            tables.add(patterns(pattern));
        }
        return tables;
    }

    /**
     * Parses two patterns.
     *
     * @throws InvalidInputException if they are invalid
     */
    static TableName patterns(String text) {
        TableName name = split(text);
        try {
            Objects.requireNonNull(NamePattern.parse(name.schema()));
            Objects.requireNonNull(NamePattern.parse(name.table()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(Text.of("wrong.pattern", String.valueOf(e.getMessage())));
        }
        return name;
    }

    private static boolean isPattern(TableName name) {
        return Stream.of(name.schema(), name.table())
                .anyMatch(part -> !(NamePattern.parse(part) instanceof NamePattern.Plain));
    }

    private static TableName split(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || dot == text.length() - 1) {
            throw new InvalidInputException(Text.of("wrong.tableName"));
        }
        return new TableName(text.substring(0, dot), text.substring(dot + 1));
    }
}
