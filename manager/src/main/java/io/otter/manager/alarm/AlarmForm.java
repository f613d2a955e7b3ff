package io.otter.manager.alarm;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A rule as texts of its fields, and what is wrong with each. One thread at a time. */
final class AlarmForm {
    static final String PIPELINE = "pipeline";
    static final String KIND = "kind";
    static final String THRESHOLD = "threshold";
    static final String WINDOWS = "windows";
    static final String INTERVAL = "intervalSeconds";
    static final String RECEIVER = "receiver";
    static final String DESCRIPTION = "description";
    static final String ENABLED = "enabled";

    /** Stands for every pipeline that has no rule of the kind. */
    static final String ALL = "all";

    private static final int LONGEST_DESCRIPTION = 256;

    private final Map<String, String> typed;
    private final Map<String, String> wrong = new LinkedHashMap<>();

    AlarmForm(Map<String, String> typed) {
        this.typed = typed;
    }

    static Map<String, String> texts(AlarmRule rule) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(PIPELINE, Long.toString(rule.pipelineId()));
        texts.put(KIND, rule.kind().name());
        texts.put(THRESHOLD, rule.threshold());
        texts.put(WINDOWS, rule.windows().stream().map(AlarmWindow::toString).collect(Collectors.joining(", ")));
        texts.put(INTERVAL, Integer.toString(rule.intervalSeconds()));
        texts.put(RECEIVER, rule.receiver());
        texts.put(DESCRIPTION, rule.description());
        texts.put(ENABLED, Boolean.toString(rule.enabled()));
        return texts;
    }

    /** What is wrong by field, after {@link #parse}. */
    Map<String, String> wrong() {
        return wrong;
    }

    /**
     * The rule; only for {@link #wrong} when something is.
     *
     * @param pipelines known ids
     * @param receivers known keys
     */
    AlarmRule parse(long id, Set<Long> pipelines, Set<String> receivers) {
        long pipeline = text(PIPELINE).matches("\\d{1,18}") ? Long.parseLong(text(PIPELINE)) : 0;
        if (!pipelines.contains(pipeline) && !(id == 0 && text(PIPELINE).equals(ALL))) {
            wrong.put(PIPELINE, "choose a pipeline");
        }
        AlarmKind kind = Stream.of(AlarmKind.values())
                .filter(one -> one.name().equals(text(KIND)))
                .findFirst()
                .orElse(AlarmKind.DELAYTIME);
        if (!kind.name().equals(text(KIND))) {
            wrong.put(KIND, "choose what to look at");
        }
        String receiver = text(RECEIVER);
        if (!receiver.isEmpty() && !receivers.contains(receiver)) {
            wrong.put(RECEIVER, "the system parameters have no receivers of this key");
        }
        if (text(DESCRIPTION).codePointCount(0, text(DESCRIPTION).length()) > LONGEST_DESCRIPTION) {
            wrong.put(DESCRIPTION, "must have at most " + LONGEST_DESCRIPTION + " characters");
        }
        return new AlarmRule(
                id,
                pipeline,
                kind,
                threshold(kind),
                windows(),
                (int) number(INTERVAL, 60, 604_800),
                receiver,
                text(DESCRIPTION),
                text(ENABLED).equals("true"));
    }

    /** @throws OtterException with SPEC_INVALID naming everything that is wrong, if something is */
    void requireRight() {
        if (!wrong.isEmpty()) {
            throw new OtterException(
                    ErrorCode.SPEC_INVALID,
                    wrong.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + entry.getValue())
                            .collect(Collectors.joining("; ", "", ".")));
        }
    }

    private String threshold(AlarmKind kind) {
        if (!kind.words()) {
            return Long.toString(number(THRESHOLD, 1, 604_800));
        }
        String words = text(THRESHOLD);
        if (words.replace(",", "").isBlank() || words.contains("@") || words.length() > 500) {
            wrong.put(THRESHOLD, "must be words like ERROR,EXCEPTION, without @ and 500 characters at most");
        }
        return words;
    }

    private List<AlarmWindow> windows() {
        try {
            return AlarmRule.windows(text(WINDOWS));
        } catch (IllegalArgumentException e) {
            wrong.put(WINDOWS, "\"" + e.getMessage() + "\" must be like 08:00-20:00");
            return List.of();
        }
    }

    private long number(String field, long least, long most) {
        long number = text(field).matches("\\d{1,9}") ? Long.parseLong(text(field)) : -1;
        if (number < least || number > most) {
            wrong.put(field, "must be seconds from " + least + " to " + most);
            return least;
        }
        return number;
    }

    private String text(String field) {
        return typed.getOrDefault(field, "").strip();
    }
}
