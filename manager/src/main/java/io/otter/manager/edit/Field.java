package io.otter.manager.edit;

import java.util.List;
import java.util.stream.Stream;

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
        /** Some of the choices; the texts of the chosen ones are lines. */
        TICKS,
        /** A place in a log, see {@link io.otter.manager.position.PlaceForm}; its fields are below the pointer. */
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

    /** Whether it is entered in one line. */
    public boolean typed() {
        return type == Type.TEXT || type == Type.NUMBER || type == Type.PASSWORD || type == Type.LIST;
    }

    /** Whether a box is ticked. */
    public boolean ticked(String choice, String value) {
        return value.lines().anyMatch(choice::equals);
    }

    /** The choices, and what is chosen although it is none of them. */
    public List<String> boxes(String value) {
        return Stream.concat(choices.stream(), value.lines()).distinct().toList();
    }

    static Field ticks(String pointer, String key, List<String> choices) {
        return new Field(pointer, key, Type.TICKS, false, choices, "");
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
