package io.otter.manager.wizard;

import io.otter.database.TableName;
import io.otter.manager.canal.Canal;
import io.otter.manager.spec.Configuration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the things are called that a draft makes.
 *
 * @param from of the source server, new or not; {@code to} likewise of the target
 */
record MadeNames(String channel, String pipeline, String canal, String from, String to) {
    private static final String PIPELINE = "one-way";

    /** Names that are free. */
    static MadeNames of(Draft draft, Configuration known) {
        return new MadeNames(
                free(known, draft.tables().get(0)),
                PIPELINE,
                draft.from().name().replaceAll("[/\\s]+", "-") + "-log",
                draft.from().name(),
                draft.to().name());
    }

    /** These, with what was entered instead; servers that are stored keep theirs. */
    MadeNames with(Draft draft, Map<String, String> typed) {
        return new MadeNames(
                entered(typed, "name", channel),
                entered(typed, "pipeline", pipeline),
                entered(typed, "canal", canal),
                draft.from().id() == 0 ? entered(typed, "from", from) : from,
                draft.to().id() == 0 ? entered(typed, "to", to) : to);
    }

    /** Which of them mean something else already: message keys by field. */
    Map<String, String> taken(Draft draft, Configuration known) {
        Map<String, String> taken = new LinkedHashMap<>();
        if (known.channel(channel).isPresent()) {
            taken.put("name", "wizard.name.taken");
        }
        if (canal(known).filter(one -> !from.equalsIgnoreCase(one.source())).isPresent()) {
            taken.put("canal", "wizard.canal.taken");
        }
        if (draft.from().id() == 0 && known.source(from).isPresent()) {
            taken.put("from", "wizard.server.taken");
        }
        boolean same = from.equalsIgnoreCase(to) && !draft.from().equals(draft.to());
        if (draft.to().id() == 0 && (known.source(to).isPresent() || same)) {
            taken.put("to", "wizard.server.taken");
        }
        return taken;
    }

    /** The canal that is there already and is used as it is. */
    Optional<Canal> canal(Configuration known) {
        return known.canal(canal);
    }

    private static String entered(Map<String, String> typed, String field, String otherwise) {
        String text = typed.getOrDefault(field, "").strip();
        return text.isEmpty() ? otherwise : text;
    }

    private static String free(Configuration configured, TableName first) {
        String wanted = first.schema().matches("[\\w-]+") ? first.schema() : "sync";
        String name = wanted;
        for (int i = 2; configured.channel(name).isPresent(); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }
}
