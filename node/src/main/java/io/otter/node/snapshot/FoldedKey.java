package io.otter.node.snapshot;

import io.otter.node.binlog.Column;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Keys without what collations ignore, so that two that may be the same row are equal. Stateless. */
public final class FoldedKey {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private FoldedKey() {}

    /** @param columns of the key */
    public static List<Object> of(List<Object> key, List<Column> columns) {
        List<Object> folded = new ArrayList<>(key.size());
        for (int i = 0; i < key.size(); i++) {
            Object part = key.get(i);
            folded.add(part instanceof String text && columns.get(i).collation() != null ? folded(text) : part);
        }
        return folded;
    }

    private static String folded(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).stripTrailing();
    }
}
