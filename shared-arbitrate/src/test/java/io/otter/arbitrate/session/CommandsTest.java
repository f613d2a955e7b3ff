package io.otter.arbitrate.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.Published;
import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.drain.Drains;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.Consistency;
import io.otter.common.model.NodeConfig;
import io.otter.common.model.SyncMode;
import io.otter.common.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who can write to ZooKeeper, but does not know the key, commands nobody. */
class CommandsTest {
    private static final String OURS = "0123456789abcdef".repeat(4);
    private static final String STRANGERS = "5e".repeat(32);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final DdlQuestion QUESTION = new DdlQuestion(
            7, 70, 2, "b.1:9", "DROP TABLE user", List.of("crm.user"), List.of("DROP TABLE crm.user"), "why", 1, null);

    private TestingServer server;
    private Coordination ours;
    private Coordination stranger;

    @BeforeEach
    void start() throws Exception {
        server = new TestingServer(true);
        ours = connect(OURS);
        stranger = connect(STRANGERS);
    }

    @AfterEach
    void stop() throws Exception {
        ours.close();
        stranger.close();
        server.close();
    }

    @Test
    void configurationOfAStrangerIsNotObeyedAndCanBeWrittenAnew() throws Exception {
        ConfigStore store = new ConfigStore(ours);
        store.publish(channel(1, "a"));
        store.publishNodes(List.of(new NodeConfig(1, "n1", "127.0.0.1", 2088)));
        assertThat(store.channels()).containsOnlyKeys(1L);
        assertThat(store.nodes()).hasSize(1);
        new ConfigStore(stranger).publish(channel(2, "theirs"));
        write(Znode.CONFIG_NODES, "[]");
        write(Znode.config(1), read(Znode.config(1)).replace("\"a\"", "\"b\""));
        Published seen = store.read();
        assertThat(seen.channels()).isEmpty();
        assertThat(seen.nodes()).isEmpty();
        assertThat(seen.refused()).containsOnlyKeys(Znode.CONFIG_NODES, Znode.config(1), Znode.config(2));
        store.discard(seen.refused());
        store.publish(channel(1, "a"));
        assertThat(store.channels()).containsOnlyKeys(1L);
        assertThat(store.read().refused()).isEmpty();
    }

    @Test
    void aDocumentStandsOnlyWhereItWasWritten() throws Exception {
        ChannelControl control = new ChannelControl(ours, CLOCK);
        control.move(5, ChannelStatus.START, "", "somebody");
        write(Znode.channel(6), read(Znode.channel(5)));
        assertThat(control.find(6)).isEmpty();
        assertThat(control.state(5).status()).isEqualTo(ChannelStatus.START);
        assertThat(control.restore(6, ChannelState.STOPPED)).isTrue();
        assertThat(control.find(6)).contains(ChannelState.STOPPED);
    }

    @Test
    void aLargeDocumentIsReadBack() {
        ConfigStore store = new ConfigStore(ours);
        String name = new Random(1)
                .ints(30_000, 0x4e00, 0x9fff)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        store.publish(channel(9, name));
        assertThat(store.channels().get(9L).name()).isEqualTo(name);
    }

    @Test
    void anAnswerOfAStrangerDecidesNothing() throws Exception {
        DdlQuestions questions = new DdlQuestions(ours);
        questions.ask(QUESTION);
        DdlAnswer drop = new DdlAnswer(DdlAnswer.Choice.REPLACE, "DROP TABLE crm.other", "admin", 1);
        String path = Znode.ddl(7, 70, 2);
        write(path, new String(Documents.write(QUESTION.answered(drop)), StandardCharsets.UTF_8));
        assertThat(questions.find(7, 70, 2)).isEmpty();
        byte[] theirs = stranger.commands().write(path, QUESTION.answered(drop));
        stranger.client().setData().forPath(path, theirs);
        assertThat(questions.list(7, 70)).isEmpty();
        questions.ask(QUESTION);
        questions.answer(QUESTION, new DdlAnswer(DdlAnswer.Choice.SKIP, "", "us", 2));
        assertThat(questions.list(7, 70))
                .extracting(question -> question.answer().by())
                .containsExactly("us");
    }

    @Test
    void aStrangerDrainsNoNode() throws Exception {
        Drains drains = new Drains(ours, CLOCK);
        drains.drain(1, "us");
        write(Znode.drain(2), read(Znode.drain(1)));
        write(Znode.drain(3), "{}");
        write(Znode.drain(4), "");
        write(Znode.drain(5), ",\"mac\":\"" + "0".repeat(64) + "\"}");
        write(Znode.drain(6), "{\"by\":\"x\",\"mac\":\"" + "z".repeat(64) + "\"}");
        assertThat(drains.list()).containsOnlyKeys(1);
    }

    @Test
    void whileTheKeyIsReplacedWhatWasWrittenWithTheOldOneIsObeyed() {
        new ConfigStore(ours).publish(channel(1, "a"));
        try (Coordination both = Coordination.begin(settings(), new SecretKey(STRANGERS, List.of(OURS)))) {
            both.awaitConnected(Duration.ofSeconds(10));
            ConfigStore store = new ConfigStore(both);
            assertThat(store.channels()).containsOnlyKeys(1L);
            store.publish(channel(2, "b"));
            assertThat(store.channels()).containsOnlyKeys(1L, 2L);
            assertThat(new ConfigStore(stranger).channels()).containsOnlyKeys(2L);
            assertThat(new ConfigStore(ours).channels()).containsOnlyKeys(1L);
        }
    }

    private ZookeeperSettings settings() {
        return ZookeeperSettings.of(server.getConnectString(), Duration.ofSeconds(10));
    }

    private Coordination connect(String key) {
        Coordination coordination = Coordination.begin(settings(), new SecretKey(key));
        coordination.awaitConnected(Duration.ofSeconds(10));
        return coordination;
    }

    private void write(String path, String content) throws Exception {
        CuratorFramework client = stranger.client();
        client.create().orSetData().creatingParentsIfNeeded().forPath(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private String read(String path) throws Exception {
        return new String(stranger.client().getData().forPath(path), StandardCharsets.UTF_8);
    }

    private static ChannelConfig channel(long id, String name) {
        return new ChannelConfig(0, id, name, SyncMode.ROW, Consistency.BASE, List.of());
    }
}
