package io.otter.manager.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.Secret;
import io.otter.manager.datasource.Group;
import io.otter.manager.datasource.Media;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncCircleTest {
    private final List<Channel> channels = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "shop.t | shop.t | shop.t | shop.t | true",
                "shop.t | SHOP.T | Shop.t | shop.T | true",
                "shop.t | shop.t | shop.u | shop.u | false",
                "shop.t | crm.t | shop.t | shop.t | false",
                "shop.t | crm.u | crm.u | shop.t | true",
                "shop.t | crm.u | crm.u | shop.other | false",
                "shop..* | shop..* | shop..* | shop..* | true",
                "shop..* | shop..* | shop.t | shop.t | true",
                "shop.t | shop..* | shop.u | shop..* | false",
                "shop.order_.* | shop..* | shop.user_.* | shop..* | false",
                "shop.order_.* | shop..* | shop.order_a.* | shop..* | true",
                "shop.(a|b) | shop..* | shop.(c|d) | shop..* | true",
                "shop.t_[1-4] | shop.t_[1-4] | shop.t_[4-9] | shop.t_[4-9] | true",
                "shop.t_[1-4] | shop.t_[1-4] | shop.t_[5-9] | shop.t_[5-9] | false",
                "shop.t_[1-4] | shop.t_[1-4] | shop.t_4 | shop.t_4 | true",
                "`a`.x | `a`.x | `a`.x | `a`.x | true",
            })
    void knowsTablesThatComeBack(String from, String to, String back, String backTo, boolean circle) {
        channel("one", pair("a", from, "b", to));
        channel("two", pair("b", back, "a", backTo));

        assertThat(through("one", List.of()).isEmpty()).isEqualTo(!circle);
        assertThat(through("two", List.of()).isEmpty()).isEqualTo(!circle);
    }

    @Test
    void saysWhichPipelines() {
        channel("one", pair("a", "shop.t", "b", "shop.t"));
        channel("two", pair("b", "shop.t", "c", "shop.t"));
        channel("three", pair("c", "shop.t", "a", "shop.t"));
        channel("aside", pair("a", "shop.t", "d", "shop.t"));

        assertThat(through("two", List.of())).singleElement().satisfies(circle -> {
            assertThat(circle.table()).isEqualTo("b:shop.t");
            assertThat(circle.pipelines()).isEqualTo("two/p, three/p, one/p");
        });
        assertThat(through("aside", List.of())).isEmpty();
    }

    @Test
    void knowsServersByAddressAndGroup() {
        channel("one", pair("a", "shop.t", "b", "shop.t"));
        channel("two", pair("b", "shop.t", "a2", "shop.t"));
        assertThat(through("one", List.of())).as("localhost").hasSize(1);

        channels.remove(1);
        channel("two", pair("standby", "shop.t", "a", "shop.t"));
        assertThat(through("one", List.of())).isEmpty();
        Group group = new Group(1, "g", new ServerAddress("host-b", 3306), new ServerAddress("standby", 3306), "");
        assertThat(through("one", List.of(group))).as("members of a group").hasSize(1);
    }

    private List<SyncCircle> through(String channel, List<Group> groups) {
        return SyncCircle.through(
                new Configuration(
                        List.of(),
                        List.of(),
                        groups,
                        List.of(
                                source("a", "127.0.0.1"),
                                source("a2", "LocalHost"),
                                source("b", "host-b"),
                                source("c", "host-c"),
                                source("d", "host-d"),
                                source("standby", "standby")),
                        List.of(),
                        List.of(),
                        channels),
                channel);
    }

    private void channel(String name, Pair pair) {
        channels.add(new Channel(
                0,
                name,
                SyncMode.ROW,
                Consistency.BASE,
                List.of(new Pipeline(
                        0, "p", "log", List.of(1), List.of(1), PipelineParameters.DEFAULTS, List.of(pair)))));
    }

    private static Pair pair(String from, String table, String to, String target) {
        return new Pair(0, media(from, table), media(to, target), 5, ColumnView.ALL, "", "");
    }

    private static Media media(String source, String name) {
        String[] parts = name.split("\\.", 2);
        return new Media(0, source, parts[0], parts[1]);
    }

    private static DataMediaSource source(String name, String host) {
        return new DataMediaSource(0, name, SourceType.MYSQL, host, 3306, "u", Secret.NONE, Map.of());
    }
}
