package io.otter.node.sql;

import java.util.List;

/**
 * What a statement leaves to the server that runs it.
 *
 * @param texts where it leaves character sets open
 * @param filling what it may put into rows that are there
 */
public record LeftOpen(List<OpenText> texts, Filling filling) {
    public static final LeftOpen NOTHING = new LeftOpen(List.of(), Filling.SAME);

    public LeftOpen {
        texts = List.copyOf(texts);
    }

    /** The same of a statement that removes rows. */
    LeftOpen removing() {
        return filling == Filling.SAME ? new LeftOpen(texts, Filling.FIRST) : this;
    }
}
