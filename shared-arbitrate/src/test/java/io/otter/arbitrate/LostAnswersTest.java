package io.otter.arbitrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.secret.SecretKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ZooKeeper has done what was asked, and its answer gets lost: the second try meets what the first one left. */
class LostAnswersTest {
    private static final long CHANNEL = 1;
    private static final long PIPELINE = 11;

    private final AtomicBoolean losesNext = new AtomicBoolean();
    private TestingServer server;
    private Coordination coordination;
    private Mainstem mainstem;

    @BeforeEach
    void start() throws Exception {
        server = new TestingServer(true);
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(server.getConnectString())
                .sessionTimeoutMs(10_000)
                .retryPolicy(new RetryNTimes(5, 10))
                .zookeeperFactory(
                        (servers, timeout, watcher, readOnly) -> new Forgetful(servers, timeout, watcher, losesNext))
                .build();
        coordination = Coordination.over(
                client,
                server.getConnectString(),
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                () -> client.getZookeeperClient().getZooKeeper().getSessionId(),
                Runnable::run);
        client.start();
        coordination.awaitConnected(Duration.ofSeconds(10));
        mainstem = new Mainstem(coordination, Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(losesNext).as("no answer was lost").isFalse();
        coordination.close();
        server.close();
    }

    @Test
    void whoeverTookTheMainstemHasIt() {
        long before = take();
        losesNext.set(true);
        assertThat(take()).as("one term has begun, not two").isEqualTo(before + 1);
        assertThat(mainstem.state(CHANNEL, PIPELINE)).map(MainstemState::epoch).hasValue(before + 1);
    }

    @Test
    void whoeverRaisedItsEpochHasRaisedIt() {
        long epoch = take();
        losesNext.set(true);
        assertThat(mainstem.raise(CHANNEL, PIPELINE, 1, epoch, epoch + 40)).isEqualTo(epoch + 41);
        assertThat(mainstem.state(CHANNEL, PIPELINE)).map(MainstemState::epoch).hasValue(epoch + 41);
    }

    @Test
    void marksOfAnEarlierTermAreClearedAllTheSame() {
        ProcessMarks marks = new ProcessMarks(coordination, CHANNEL, PIPELINE);
        marks.begin(new TermGuard(coordination, CHANNEL, PIPELINE, take()));
        for (long id = 1; id <= 2; id++) {
            marks.mark(id, new ProcessMark(1, 1, ProcessMark.Stage.SELECTED, 5, 500, 1));
        }
        await().until(() -> marks.list().size() == 2);
        TermGuard next = new TermGuard(coordination, CHANNEL, PIPELINE, take());
        losesNext.set(true);
        marks.begin(next);
        assertThat(marks.list()).isEmpty();
    }

    private long take() {
        return mainstem.tryTake(CHANNEL, PIPELINE, 1, () -> {}).orElseThrow();
    }

    /** Loses the answer to a transaction when it is told to. */
    private static final class Forgetful extends ZooKeeper {
        private final AtomicBoolean losesNext;

        Forgetful(String servers, int timeoutMillis, Watcher watcher, AtomicBoolean losesNext) throws IOException {
            super(servers, timeoutMillis, watcher);
            this.losesNext = losesNext;
        }

        @Override
        public List<OpResult> multi(Iterable<Op> operations) throws InterruptedException, KeeperException {
            List<OpResult> done = super.multi(operations);
            if (losesNext.getAndSet(false)) {
                throw new KeeperException.ConnectionLossException();
            }
            return done;
        }
    }
}
