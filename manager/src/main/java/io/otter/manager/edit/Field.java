package io.otter.manager.edit;

import java.util.List;

/**
 * One field of a form.
 *
 * @param pointer JSON pointer to its value
 * @param key message key of its label; with {@code .help} appended, of its help
 * @param fixed whether it cannot be changed after creation
 * @param choices for a choice
 * @param initial value for a new thing
 */
public record Field(String pointer, String key, Type type, boolean fixed, List<String> choices, String initial) {
    /** How a value is entered and stored. */
    public enum Type {
        TEXT,
        NUMBER,
        PASSWORD,
        FLAG,
        LIST,
        CHOICE,
        START,
        /** Columns, one per line, as {@code name} or {@code name = name at the target}. */
        COLUMNS,
        /** Groups of columns, one per line, as {@code name, name}. */
        GROUPS
    }

    public Field {
        choices = List.copyOf(choices);
    }

    /** Whether it is entered in several lines. */
    public boolean lines() {
        return type == Type.COLUMNS || type == Type.GROUPS;
    }

    static Field of(String pointer, String key, Type type, String initial) {
        return new Field(pointer, key, type, false, List.of(), initial);
    }

    static Field choice(String pointer, String key, List<String> choices, String initial) {
        return new Field(pointer, key, Type.CHOICE, false, choices, initial);
    }

    static Field name() {
        return new Field("/name", "field.name", Type.TEXT, true, List.of(), "");
    }
}
