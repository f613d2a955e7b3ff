package io.otter.node.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.Compression;
import io.otter.communication.Credentials;
import io.otter.communication.Heartbeat;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.node.batch.Batch;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.Handover;
import io.otter.node.batch.LoadListener;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.RowCounts;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.network.TcpProxy;
import io.otter.testsupport.workload.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RemoteHandoverTest {
    private static final Credentials LOAD_KEY = Credentials.of("a shared key of the tests", 2);
    private static final Credentials KEY = Credentials.of("a shared key of the tests", 1);
    private static final BinlogPosition START = new BinlogPosition("mysql-bin.000007", 120, "0-1-9", "1", 99);

    private final ChannelConfig channel = Channels.of(3, 3306);
    private final AtomicReference<ChannelConfig> published = new AtomicReference<>(channel);
    private final List<FakeLoad> loads = new CopyOnWriteArrayList<>();
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final LoadService service =
            new LoadService(() -> Map.of(published.get().id(), published.get()), (any, pipeline, listener) -> {
                FakeLoad load = new FakeLoad(listener);
                loads.add(load);
                return load;
            });
    private final RpcClient client = new RpcClient(HandoverMessages.types());
    private RpcServer server;

    @BeforeEach
    void start() {
        RpcHandlers handlers = new RpcHandlers();
        service.register(handlers);
        server = new RpcServer("port", "127.0.0.1", 0, LOAD_KEY, HandoverMessages.types(), handlers);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void batchesGoOverAndAcknowledgementsComeBackInOrder() throws InterruptedException {
        Heard heard = new Heard();
        TableSchema schema = BatchCodecTest.schema("a");
        try (Handover handover = remote(heard)) {
            assertThat(handover.open(5)).contains(START);
            for (int i = 0; i < 100; i++) {
                handover.push(BatchCodecTest.batchOf(schema));
            }
            await().until(() -> heard.events.size() == 101);
            assertThat(heard.events.get(0)).isEqualTo("retrying LOAD_TRANSIENT");
            for (int i = 1; i <= 100; i++) {
                assertThat(heard.events.get(i)).isEqualTo("loaded " + i + " at " + START + " {7=" + counts(i) + "}");
            }
            assertThat(loads.get(0).tables)
                    .hasSize(100)
                    .allMatch(table -> table == loads.get(0).tables.get(0));
        }
        await().untilAsserted(() -> assertThat(order).containsExactly("open 5", "close 5"));
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void aFenceIsReportedWithItsEpoch() {
        try (Handover handover = remote(new Heard())) {
            assertThatThrownBy(() -> handover.open(FakeLoad.FENCED))
                    .isInstanceOfSatisfying(
                            FencedException.class, e -> assertThat(e.epoch()).isEqualTo(1_000));
        }
        await().untilAsserted(() -> assertThat(order).contains("close " + FakeLoad.FENCED));
    }

    @Test
    void aNewerEpochEndsTheOlderStreamFirstAndAnOlderOneIsFenced() {
        Heard older = new Heard();
        try (Handover first = remote(older);
                Handover second = remote(new Heard());
                Handover late = remote(new Heard())) {
            first.open(5);
            second.open(6);
            assertThat(order).containsExactly("open 5", "close 5", "open 6");
            await().untilAsserted(() -> assertThat(older.failures).containsExactly(ErrorCode.LOAD_FENCED));
            assertThatThrownBy(() -> late.open(5))
                    .isInstanceOfSatisfying(
                            FencedException.class, e -> assertThat(e.epoch()).isEqualTo(6));
        }
    }

    @Test
    void aLostLoadNodeFailsTheRunOnce() {
        Heard heard = new Heard();
        try (Handover handover = remote(heard)) {
            handover.open(5);
            server.close();
            await().untilAsserted(() -> assertThat(heard.failures).containsExactly(ErrorCode.RPC_UNREACHABLE));
            assertThatThrownBy(() -> handover.push(BatchCodecTest.batchOf(BatchCodecTest.schema("a"))))
                    .isInstanceOf(OtterException.class);
        }
        assertThat(heard.failures).hasSize(1);
        assertThat(order).contains("close 5");
    }

    @Test
    void aDepartedSelectNodeEndsALoadSideThatStillWaitsForItsTarget() throws Exception {
        Handover handover = remote(new Heard());
        CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> handover.open(FakeLoad.TARGET_DOWN));
        await().until(() -> order.contains("open " + FakeLoad.TARGET_DOWN));
        handover.close();
        assertThatThrownBy(() -> opening.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(OtterException.class);
        await().untilAsserted(() ->
                assertThat(order).containsExactly("open " + FakeLoad.TARGET_DOWN, "close " + FakeLoad.TARGET_DOWN));
    }

    @Test
    void theLoadSidesFaultArrivesAsItIs() {
        Heard heard = new Heard();
        try (Handover handover = remote(heard)) {
            handover.open(5);
            loads.get(0).listener.failed(new OtterException(ErrorCode.LOAD_DATA, "row 7"));
            await().untilAsserted(() -> assertThat(heard.failures).containsExactly(ErrorCode.LOAD_DATA));
        }
        await().untilAsserted(() -> assertThat(order).contains("close 5"));
    }

    @Test
    void aPublicationThatComesLaterIsWaitedFor() throws Exception {
        published.set(Channels.of(2, 3306));
        Thread publisher = new Thread(() -> {
            published.set(channel);
            service.configurationChanged();
        });
        try (Handover handover = remote(new Heard())) {
            publisher.start();
            assertThat(handover.open(5)).contains(START);
        }
        publisher.join();
    }

    @Test
    void anotherVersionIsRefusedForNow() {
        published.set(Channels.of(4, 3306));
        try (Handover handover = remote(new Heard())) {
            assertThatThrownBy(() -> handover.open(5))
                    .hasMessageContaining("version 4")
                    .isInstanceOfSatisfying(
                            OtterException.class,
                            e -> assertThat(e.code().isTransient()).isTrue());
        }
    }

    @Test
    void theNextLoadNodeIsTriedWhenOneDoesNotAnswer() throws IOException {
        int free = FreePorts.pick();
        List<ServerAddress> addresses = new ArrayList<>();
        addresses.add(new ServerAddress("127.0.0.1", free));
        try (Handover none = remote(new Heard(), addresses)) {
            assertThatThrownBy(() -> none.open(5)).hasMessageContaining("127.0.0.1:" + free);
        }
        addresses.add(new ServerAddress("127.0.0.1", server.port()));
        try (Handover handover = remote(new Heard(), addresses)) {
            assertThat(handover.open(5)).contains(START);
        }
    }

    @Test
    @Timeout(120)
    void aLinkThatIsCutGoesOnInTheSameTerm() throws Exception {
        Heard heard = new Heard();
        TableSchema schema = BatchCodecTest.schema("a");
        Random random = new Random(Seed.of(RemoteHandoverTest.class));
        Heartbeat resuming = Heartbeat.usual().resuming(Duration.ofSeconds(10));
        try (TcpProxy proxy = new TcpProxy("127.0.0.1", server.port());
                RpcClient far = new RpcClient(HandoverMessages.types(), resuming, Compression.ZSTD);
                Handover handover = new RemoteHandover(
                        far,
                        KEY,
                        channel,
                        channel.pipelines().get(0),
                        () -> List.of(new ServerAddress("127.0.0.1", proxy.port())),
                        heard)) {
            handover.open(5);
            for (int i = 0; i < 500; i++) {
                handover.push(BatchCodecTest.batchOf(schema));
                if (random.nextInt(50) == 0) {
                    proxy.cut();
                }
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.events.size() == 501);
            for (int i = 1; i <= 500; i++) {
                assertThat(heard.events.get(i)).isEqualTo("loaded " + i + " at " + START + " {7=" + counts(i) + "}");
            }
            assertThat(order).containsExactly("open 5");
            assertThat(heard.failures).isEmpty();
            proxy.cut();
        }
        // Nobody can tell the load side of a close while there is no connection: it waits until the link's time is
        // over.
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(order).containsExactly("open 5", "close 5"));
    }

    @Test
    void onlyANodeThatMaySelectIsServed() throws InterruptedException {
        Credentials another = Credentials.of("a shared key of the tests", 9);
        Heard heard = new Heard();
        try (Handover present = remote(heard);
                Handover handover = new RemoteHandover(
                        client,
                        another,
                        channel,
                        channel.pipelines().get(0),
                        () -> List.of(new ServerAddress("127.0.0.1", server.port())),
                        new Heard())) {
            present.open(5);
            assertThatThrownBy(() -> handover.open(1L << 62))
                    .hasMessageContaining("node 9 does not select for pipeline there")
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RPC_REFUSED));
            present.push(BatchCodecTest.batchOf(BatchCodecTest.schema("a")));
            await().until(() -> heard.events.stream().anyMatch(event -> event.startsWith("loaded")));
            assertThat(order).as("nobody's stream ended for it").containsExactly("open 5");
            assertThat(heard.failures).isEmpty();
        }
    }

    @Test
    void aNodeThatIsNoLoadNodeGetsNoRows() {
        try (RpcServer wrong = new RpcServer("port", "127.0.0.1", 0, KEY, HandoverMessages.types(), new RpcHandlers());
                Handover handover = remote(new Heard(), List.of(new ServerAddress("127.0.0.1", wrong.port())))) {
            assertThatThrownBy(() -> handover.open(5))
                    .hasMessageContaining("it is node 1, which is none of the load nodes");
        }
    }

    private Handover remote(LoadListener listener) {
        return remote(listener, List.of(new ServerAddress("127.0.0.1", server.port())));
    }

    private Handover remote(LoadListener listener, List<ServerAddress> addresses) {
        return new RemoteHandover(client, KEY, channel, channel.pipelines().get(0), () -> addresses, listener);
    }

    private static RowCounts counts(int number) {
        return new RowCounts(number, 0, 1);
    }

    /** Records batches and acknowledges each at once. */
    private final class FakeLoad implements Handover {
        @Override
        public Optional<KeptSchemas> keptSchemas() {
            return Optional.empty();
        }

        static final long FENCED = 999;
        static final long TARGET_DOWN = 998;

        private final LoadListener listener;
        private final List<TableSchema> tables = new CopyOnWriteArrayList<>();
        private long epoch;

        FakeLoad(LoadListener listener) {
            this.listener = listener;
        }

        @Override
        public Optional<BinlogPosition> open(long openedEpoch) {
            epoch = openedEpoch;
            if (epoch == FENCED) {
                throw new FencedException("of the past", 1_000);
            }
            order.add("open " + epoch);
            if (epoch == TARGET_DOWN) {
                waitForTheTarget();
            }
            listener.retrying(new OtterException(ErrorCode.LOAD_TRANSIENT, "target down"));
            return Optional.of(START);
        }

        /** Like the real one: for ever, until interrupted. */
        private static void waitForTheTarget() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new OtterException(ErrorCode.LOAD_TRANSIENT, "interrupted while it was opened", e);
            }
        }

        @Override
        public void push(Batch batch) {
            RowChange change =
                    (RowChange) batch.transactions().get(0).changes().get(0).change();
            tables.add(change.table());
            int number = tables.size();
            listener.loaded(new LoadedBatch(number, START, 1, Map.of(7L, counts(number)), 0, 0, 0));
        }

        @Override
        public void close() {
            order.add("close " + epoch);
        }
    }

    private static final class Heard implements LoadListener {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final List<ErrorCode> failures = new CopyOnWriteArrayList<>();

        @Override
        public void loaded(LoadedBatch batch) {
            events.add("loaded " + batch.processId() + " at " + batch.checkpoint() + " " + batch.countsByPair());
        }

        @Override
        public void retrying(@Nullable OtterException fault) {
            events.add("retrying " + (fault == null ? "" : fault.code()));
        }

        @Override
        public void failed(OtterException fault) {
            failures.add(fault.code());
        }
    }
}
