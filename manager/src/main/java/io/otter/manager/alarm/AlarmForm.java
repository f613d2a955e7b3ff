package io.otter.manager.alarm;

import io.otter.manager.text.InvalidInputException;
import io.otter.manager.text.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A rule as form fields, with an error per field. One thread at a time. */
final class AlarmForm {
    static final String PIPELINE = "pipeline";
    static final String KIND = "kind";
    static final String THRESHOLD = "threshold";
    static final String WINDOWS = "windows";
    static final String INTERVAL = "intervalSeconds";
    static final String RECEIVER = "receiver";
    static final String DESCRIPTION = "description";
    static final String ENABLED = "enabled";
    static final String AUTO_RECOVERY = "autoRecovery";

    /** Selects every pipeline that has no rule of this kind. */
    static final String ALL = "all";

    private static final int LONGEST_DESCRIPTION = 256;
    private static final int LONGEST_SECONDS = 604_800;
    private static final int MAX_ROWS = 100_000_000;

    private final Map<String, String> typed;
    private final Map<String, Text> wrong = new LinkedHashMap<>();

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
        texts.put(AUTO_RECOVERY, Boolean.toString(rule.autoRecovery()));
        return texts;
    }

    /** Errors by field, after {@link #parse}. */
    Map<String, Text> wrong() {
        return wrong;
    }

    /**
     * The rule; if {@link #wrong} is not empty, only for display.
     *
     * @param pipelines known ids
     * @param receivers known keys
     */
    AlarmRule parse(long id, Set<Long> pipelines, Set<String> receivers) {
        long pipeline = text(PIPELINE).matches("\\d{1,18}") ? Long.parseLong(text(PIPELINE)) : 0;
        if (!pipelines.contains(pipeline) && !(id == 0 && text(PIPELINE).equals(ALL))) {
            wrong.put(PIPELINE, Text.of("alarms.pipeline.wrong"));
        }
        AlarmKind kind = Stream.of(AlarmKind.values())
                .filter(one -> one.name().equals(text(KIND)))
                .findFirst()
                .orElse(AlarmKind.DELAYTIME);
        if (!kind.name().equals(text(KIND))) {
            wrong.put(KIND, Text.of("alarms.kind.wrong"));
        }
        String receiver = text(RECEIVER);
        if (!receiver.isEmpty() && !receivers.contains(receiver)) {
            wrong.put(RECEIVER, Text.of("alarms.receiver.wrong"));
        }
        if (text(DESCRIPTION).codePointCount(0, text(DESCRIPTION).length()) > LONGEST_DESCRIPTION) {
            wrong.put(DESCRIPTION, Text.of("wrong.long", LONGEST_DESCRIPTION));
        }
        return new AlarmRule(
                id,
                pipeline,
                kind,
                threshold(kind),
                windows(),
                (int) number(INTERVAL, 60, LONGEST_SECONDS, "wrong.seconds"),
                receiver,
                text(DESCRIPTION),
                text(ENABLED).equals("true"),
                text(AUTO_RECOVERY).equals("true"));
    }

    /** @throws InvalidInputException with all errors, if there are any */
    void requireRight() {
        if (!wrong.isEmpty()) {
            throw new InvalidInputException(wrong);
        }
    }

    private String threshold(AlarmKind kind) {
        return switch (kind.unit()) {
            case SECONDS -> Long.toString(number(THRESHOLD, 1, LONGEST_SECONDS, "wrong.seconds"));
            case ROWS ->
                Long.toString(number(THRESHOLD, kind == AlarmKind.QUEUESIZE ? 1 : 0, MAX_ROWS, "wrong.number"));
            case WORDS -> words();
        };
    }

    private String words() {
        String words = text(THRESHOLD);
        if (words.replace(",", "").isBlank() || words.contains("@") || words.length() > 500) {
            wrong.put(THRESHOLD, Text.of("alarms.threshold.wrong"));
        }
        return words;
    }

    private List<AlarmWindow> windows() {
        try {
            return AlarmRule.windows(text(WINDOWS));
        } catch (IllegalArgumentException e) {
            wrong.put(WINDOWS, Text.of("alarms.windows.wrong", String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private long number(String field, long least, long most, String otherwise) {
        long number = text(field).matches("\\d{1,9}") ? Long.parseLong(text(field)) : -1;
        if (number < least || number > most) {
            wrong.put(field, Text.of(otherwise, least, most));
            return least;
        }
        return number;
    }

    private String text(String field) {
        return typed.getOrDefault(field, "").strip();
    }
}
