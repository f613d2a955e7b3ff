package io.otter.node.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.SecretKey;
import io.otter.node.batch.Batch;
import io.otter.node.batch.LoadedBatch;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody sees in ZooKeeper of a run. */
class PublishedProgressTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);

    private ZookeeperFixture zookeeper;
    private Coordination coordination;
    private ProcessMarks marks;
    private CursorStore cursor;
    private PublishedProgress progress;
    private Mainstem mainstem;

    @BeforeEach
    void start() {
        zookeeper = ZookeeperFixture.single();
        coordination = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(5)),
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
        coordination.awaitConnected(Duration.ofSeconds(10));
        marks = new ProcessMarks(coordination, 7, 70);
        cursor = new CursorStore(coordination, "log", 70, new ServerAddress("127.0.0.1", 3306));
        progress = new PublishedProgress(1, new InFlightMarks(marks), cursor, CLOCK);
        mainstem = new Mainstem(coordination, CLOCK);
        progress.begin(term());
    }

    @AfterEach
    void stop() {
        coordination.close();
        zookeeper.close();
    }

    @Test
    void showsTheBatchesThatAreInFlightAndTheLastPlace() {
        progress.selected(batch(1), 9);
        progress.selected(batch(2), 9);
        assertThat(progress.show()).as("nothing is applied yet").isFalse();
        awaitMarks(Map.of(1L, mark(1), 2L, mark(2)));
        progress.loaded(loaded(1, true));
        progress.selected(batch(3), 9);
        assertThat(progress.show()).isTrue();
        awaitMarks(Map.of(2L, mark(2), 3L, mark(3)));
        await().until(() -> cursor.read().isPresent());
        assertThat(cursor.read().orElseThrow().offset()).isEqualTo(FakeRun.POSITION.offset());
        assertThat(progress.show()).as("nothing new").isFalse();
    }

    @Test
    void aBatchThatEndsWithinATransactionIsNoPlace() {
        progress.selected(batch(1), 9);
        progress.loaded(loaded(1, false));
        assertThat(progress.show()).isFalse();
        assertThat(cursor.read()).isEmpty();
    }

    @Test
    void aBatchThatCameAndWentBetweenTwoLooksLeavesNothing() {
        progress.selected(batch(1), 9);
        progress.loaded(loaded(1, true));
        progress.selected(batch(2), 9);
        progress.show();
        awaitMarks(Map.of(2L, mark(2)));
    }

    @Test
    void whatWasInFlightGoesWithTheRunAndWhatAnotherNodeLeftWithTheNextTerm() {
        progress.selected(batch(1), 9);
        progress.show();
        awaitMarks(Map.of(1L, mark(1)));
        progress.end();
        progress.show();
        awaitMarks(Map.of());
        progress.selected(batch(2), 9);
        progress.show();
        awaitMarks(Map.of(2L, mark(2)));
        new PublishedProgress(2, new InFlightMarks(new ProcessMarks(coordination, 7, 70)), cursor, CLOCK).begin(term());
        awaitMarks(Map.of());
    }

    private TermGuard term() {
        long epoch = mainstem.tryTake(7, 70, 1, () -> {}).orElseThrow();
        return new TermGuard(coordination, 7, 70, epoch);
    }

    private void awaitMarks(Map<Long, ProcessMark> expected) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(marks.list()).isEqualTo(expected));
    }

    private static Batch batch(long id) {
        return new Batch(id, List.of(), 10 * id, 100 * id);
    }

    private static ProcessMark mark(long id) {
        return new ProcessMark(1, 9, ProcessMark.Stage.SELECTED, 10 * id, 100 * id, 5_000);
    }

    private static LoadedBatch loaded(long id, boolean whole) {
        return new LoadedBatch(id, whole ? FakeRun.POSITION : null, 1_000, Map.of(), 0, 0, 0);
    }
}
