package io.otter.manager.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ColumnView;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.Origins;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.SourceType;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.Secret;
import io.otter.manager.datasource.Media;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.PairConflicts;
import io.otter.manager.sync.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers are called a, b, c, d here and numbered 1, 2, 3, 4. */
class SyncRoutesTest {
    private final List<Channel> channels = new ArrayList<>();
    private PairConflicts conflicts = PairConflicts.STOP;

    @Test
    void twoOppositePipelinesPassOnOnlyWhatWasMadeAtTheirSource() {
        ways("a>b b>a", "shop.t");

        assertThat(origins("a>b")).isEqualTo(new Origins(1, List.of(rule(1, Set.of(), Set.of(1, 2)))));
        assertThat(origins("b>a")).isEqualTo(new Origins(2, List.of(rule(2, Set.of(), Set.of(1, 2)))));
    }

    @Test
    void pipelinesWhoseRowsNeverComeBackTellNothingApart() {
        ways("a>b b>a b>d", "shop.t");

        assertThat(origins("b>d")).isEqualTo(Origins.NONE);
        assertThat(origins("a>b").isCarried()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a>b b>a",
                "a>b b>c c>a",
                "a>b b>a b>c c>b",
                "a>b b>a b>c c>b a>c c>a",
                "a>b b>c c>d d>a",
                "a>b b>a b>c c>b c>d d>c d>a a>d",
                "a>b b>a a>c c>a a>d d>a",
                "a>b b>c c>a c>d d>a a>c"
            })
    void everyChangeGetsEverywhereOnce(String text) {
        ways(text, "shop..*");
        for (String made : List.of("a", "b", "c", "d")) {
            Map<String, Integer> arrivals = new HashMap<>();
            List<String> at = new ArrayList<>(List.of(made));
            while (!at.isEmpty()) {
                String server = at.remove(0);
                for (String way : text.split(" ")) {
                    Origins origins = origins(way);
                    int site = server.equals(made) ? 0 : made.charAt(0) - 'a' + 1;
                    boolean starts = way.startsWith(server);
                    if (starts && origins.takes(origins.pairs().get(0).pair(), site)) {
                        int expected = site == 0 ? origins.source() : site;
                        assertThat(origins.carried(site)).isEqualTo(expected);
                        String next = way.substring(2);
                        assertThat(arrivals.merge(next, 1, Integer::sum))
                                .as("changes of %s at %s", made, next)
                                .isOne();
                        at.add(next);
                    }
                }
            }
            Set<String> others = List.of(text.split("[ >]")).stream().collect(Collectors.toSet());
            if (others.remove(made)) {
                assertThat(arrivals.keySet()).isEqualTo(others);
            }
        }
    }

    @Test
    void refusesWaysThatShareOnlySomeOfTheirTables() {
        ways("a>b b>a b>c c>b", "shop..*");
        ways("a>c c>a", "shop.t");

        assertThat(SyncCircle.undecided(configuration(), "b>c")).isNotEmpty();
        assertThat(SyncCircle.undecided(configuration(), "a>b")).isEmpty();
    }

    @Test
    void bothDirectionsDecideAlikeAboutConflicts() {
        conflicts = new PairConflicts(ConflictPolicy.HOME, "a", "");
        ways("a>b b>a", "shop.t");

        assertThat(origins("a>b").conflicts(1)).contains(new ConflictRule(ConflictPolicy.HOME, false, "", false));
        assertThat(origins("b>a").conflicts(2)).contains(new ConflictRule(ConflictPolicy.HOME, true, "", true));
        assertThat(SyncRoutes.of(configuration()).contradicting(pipeline("a>b")))
                .isEmpty();

        channels.remove(1);
        conflicts = new PairConflicts(ConflictPolicy.HOME, "b", "");
        ways("b>a", "shop.t");
        assertThat(SyncRoutes.of(configuration()).contradicting(pipeline("a>b")))
                .contains("a:shop.t");
    }

    @Test
    void conflictsAreSettledBetweenTwoSitesOnly() {
        conflicts = new PairConflicts(ConflictPolicy.NEWEST, "", "at");
        ways("a>b b>a a>c c>a b>c c>b", "shop.t");
        assertThat(SyncRoutes.of(configuration()).unsettled(pipeline("a>b"))).isEmpty();

        channels.clear();
        ways("a>b b>c c>a", "shop.t");
        assertThat(SyncRoutes.of(configuration()).unsettled(pipeline("a>b"))).contains("a:shop.t");
    }

    @ParameterizedTest
    @CsvSource({
        "shop.t, shop.t, true",
        "shop.t, shop..*, true",
        "shop..*, shop.t, true",
        "shop..*, shop..*, true",
        "shop.t, shop.u, false",
        "shop..*, crm..*, false",
        "shop.(a|b), shop.(c|d), false"
    })
    void aTableTakesOneWayOnlyInEachDirection(String one, String other, boolean refused) {
        ways("a>b b>a", one);
        ways("a>b b>a", other);

        for (Channel channel : channels) {
            assertThat(SyncRoutes.of(configuration())
                            .repeating(channel.pipelines().get(0))
                            .isPresent())
                    .isEqualTo(refused);
        }
    }

    private static Origins.PairOrigins rule(long pair, Set<Integer> passedOn, Set<Integer> dropped) {
        return new Origins.PairOrigins(pair, passedOn, dropped);
    }

    private Pipeline pipeline(String way) {
        return configuration().channel(way).orElseThrow().pipelines().get(0);
    }

    private Origins origins(String way) {
        return SyncRoutes.of(configuration())
                .origins(pipeline(way), server -> server.charAt("host-".length()) - 'a' + 1);
    }

    private void ways(String text, String table) {
        for (String way : text.split(" ")) {
            long id = channels.size() + 1;
            String[] name = table.split("\\.", 2);
            Media from = new Media(0, way.substring(0, 1), name[0], name[1]);
            Media to = new Media(0, way.substring(2), name[0], name[1]);
            Pair pair = new Pair(id, from, to, 5, ColumnView.ALL, "", "", conflicts);
            Pipeline pipeline =
                    new Pipeline(id, "p", "log", List.of(1), List.of(1), PipelineParameters.DEFAULTS, List.of(pair));
            channels.add(new Channel(
                    id,
                    channels.stream().anyMatch(known -> known.name().equals(way)) ? way + "2" : way,
                    SyncMode.ROW,
                    Consistency.BASE,
                    List.of(pipeline)));
        }
    }

    private Configuration configuration() {
        List<DataMediaSource> sources = List.of("a", "b", "c", "d").stream()
                .map(name -> new DataMediaSource(
                        0, name, SourceType.MYSQL, "host-" + name, 3306, "u", Secret.NONE, Map.of()))
                .toList();
        return new Configuration(List.of(), List.of(), List.of(), sources, List.of(), List.of(), channels);
    }
}
