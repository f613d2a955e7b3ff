package io.otter.manager.edit;

import io.otter.manager.spec.SpecError;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Pairs entered as lines, which also assigns errors to lines. Immutable. */
final class PairText {
    private static final Pattern INDEXED = Pattern.compile("\\[(\\d+)][.]?(.*)");

    private final List<Wrong> unread;
    private final List<PairLines.Line> read;

    PairText(PairLines lines, String text) {
        List<PairLines.Line> all = lines.read(text);
        unread = all.stream()
                .filter(line -> line.pair() == null)
                .map(line -> new Wrong(line.number(), Objects.requireNonNull(line.wrong())))
                .toList();
        read = all.stream().filter(line -> line.pair() != null).toList();
    }

    /** An error in a line; number 0 for all of them. */
    record Wrong(int number, Text text) {}

    /** Whether every line could be parsed. */
    boolean isFine() {
        return unread.isEmpty();
    }

    boolean isEmpty() {
        return unread.isEmpty() && read.isEmpty();
    }

    /** The lines that could be parsed. */
    List<ObjectNode> pairs() {
        return read.stream().map(line -> Objects.requireNonNull(line.pair())).toList();
    }

    /** Unparsable lines and these errors, whose paths start with an index among {@link #pairs}; by line. */
    List<Wrong> wrong(List<SpecError> errors) {
        List<Wrong> wrong = new ArrayList<>(unread);
        for (SpecError error : errors) {
            Matcher at = INDEXED.matcher(error.path());
            wrong.add(
                    at.matches()
                            ? new Wrong(
                                    read.get(Integer.parseInt(at.group(1))).number(),
                                    error.text().at(at.group(2)))
                            : new Wrong(0, error.whole()));
        }
        wrong.sort(Comparator.comparing(Wrong::number));
        return wrong;
    }
}
