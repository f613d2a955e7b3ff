package io.otter.manager.wizard;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.Secret;
import io.otter.database.TableName;
import io.otter.manager.canal.Canal;
import io.otter.manager.spec.Configuration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MadeNamesTest {
    private static final DataMediaSource STORED = server(7, "old", "h");
    private static final Configuration KNOWN = new Configuration(
            List.of(),
            List.of(),
            List.of(),
            List.of(STORED),
            List.of(),
            List.of(new Canal(
                    1, "old-log", "old", null, List.of(), null, null, new StartPosition.Latest(), null, true)),
            List.of());

    @Test
    void newServersGetTheNamesThatWereEnteredAndStoredOnesKeepTheirs() {
        Draft draft = draft(server(0, "10.0.0.1:3306", "10.0.0.1"), STORED);
        MadeNames names = MadeNames.of(draft, KNOWN)
                .with(draft, Map.of("from", " east ", "to", "west", "canal", "", "pipeline", "out", "name", "orders"));
        assertThat(names).isEqualTo(new MadeNames("orders", "out", "10.0.0.1:3306-log", "east", "old"));
        assertThat(names.taken(draft, KNOWN)).isEmpty();
        Map<String, Object> document = draft.toSpec(names, true, List.of("n1"), false, server -> "p");
        assertThat(document.toString())
                .contains("sources=[{name=east,", "canals=[{name=10.0.0.1:3306-log, source=east,", "to={source=old,");
    }

    @Test
    void namesOfOtherThingsAreRefused() {
        Draft draft = draft(server(0, "a", "a"), server(0, "b", "b"));
        MadeNames names = MadeNames.of(draft, KNOWN);
        assertThat(names.with(draft, Map.of("from", "OLD")).taken(draft, KNOWN)).containsOnlyKeys("from");
        assertThat(names.with(draft, Map.of("from", "x", "to", "X")).taken(draft, KNOWN))
                .containsOnlyKeys("to");
        assertThat(names.with(draft, Map.of("canal", "old-log")).taken(draft, KNOWN))
                .containsOnlyKeys("canal");
    }

    @Test
    void aCanalThatReadsTheServerAlreadyIsLeftAsItIs() {
        Draft draft = draft(STORED, server(0, "b", "b"));
        MadeNames names = MadeNames.of(draft, KNOWN);
        assertThat(names.canal(KNOWN)).isPresent();
        assertThat(names.taken(draft, KNOWN)).isEmpty();
        assertThat(draft.toSpec(names, false, List.of("n1"), false, server -> "p"))
                .doesNotContainKey("canals");
    }

    private static Draft draft(DataMediaSource from, DataMediaSource to) {
        return Draft.of(from, to).withTables(List.of(new TableName("shop", "user")), "");
    }

    private static DataMediaSource server(long id, String name, String host) {
        return new DataMediaSource(id, name, SourceType.MYSQL, host, 3306, "u", Secret.NONE, Map.of());
    }
}
