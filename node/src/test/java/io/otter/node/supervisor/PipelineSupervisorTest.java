package io.otter.node.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.SecretKey;
import io.otter.node.batch.FencedException;
import io.otter.node.pipeline.Run;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real ZooKeeper, runs that do what the test says, and time that passes when the test says so. */
class PipelineSupervisorTest {
    /** An epoch above those of a new counter. */
    private static final long KNOWN = 1L << 40;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** No machine is so busy that a session ends for that. */
    private static final Duration SESSION = Duration.ofSeconds(20);

    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(60);
    private static final ServerAddress LOAD_NODE = Configured.LOAD_NODE;

    private static ZookeeperFixture zookeeper;
    private static long channels;

    private final long channelId = ++channels;
    private final long pipelineId = channelId * 10;
    private final ManualExecutor executor = new ManualExecutor();
    private final Queue<OtterException> refusals = new ConcurrentLinkedQueue<>();
    private final List<FakeRun> runs = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private Coordination coordination;
    private Mainstem mainstem;
    private ChannelControl control;

    @BeforeAll
    static void startZookeeper() {
        zookeeper = ZookeeperFixture.single();
    }

    @AfterAll
    static void stopZookeeper() {
        zookeeper.close();
    }

    @BeforeEach
    void connect() {
        coordination = session();
        mainstem = new Mainstem(coordination, Clock.systemUTC());
        control = new ChannelControl(coordination, Clock.systemUTC());
        control.move(channelId, ChannelStatus.START, "", "test");
    }

    @AfterEach
    void disconnect() {
        coordination.close();
    }

    @Test
    void runsAndSaysSoOnceItHasTheMainstem() {
        PipelineSupervisor supervisor = running();
        assertThat(owner()).isEqualTo(Optional.of(new Owner(1, run().epoch, true)));
        assertThat(supervisor.facts())
                .get()
                .extracting(facts -> facts.position())
                .isEqualTo(FakeRun.POSITION);
    }

    @Test
    void aNewPipelineIsNotReadyBeforeThePlaceWhereItBeginsIsKept() {
        PipelineSupervisor supervisor = supervisor(executor, Duration.ofSeconds(20), (epoch, run) -> {
            run.position = null;
            return run;
        });
        supervisor.begin();
        until("it is open", () -> supervisor.facts().isPresent());
        assertThat(supervisor.state()).isEqualTo(PipelineState.STARTING);
        assertThat(owner().orElseThrow().ready()).isFalse();
        run().apply(1);
        until("it runs", () -> supervisor.state() == PipelineState.RUNNING);
        assertThat(owner().orElseThrow().ready()).isTrue();
    }

    @Test
    void waitsWhileAnotherNodeIsTheMainstem() {
        try (Coordination other = session()) {
            Mainstem others = new Mainstem(other, Clock.systemUTC());
            long epoch = others.tryTake(channelId, pipelineId, 2, () -> {}).orElseThrow();
            PipelineSupervisor supervisor = supervisor();
            supervisor.begin();
            executor.runDue();
            assertThat(supervisor.state()).isEqualTo(PipelineState.STANDBY);
            assertThat(runs).isEmpty();
            others.release(channelId, pipelineId, epoch);
            until("it takes over", () -> supervisor.state() == PipelineState.RUNNING);
            assertThat(run().epoch).isGreaterThan(epoch);
        }
    }

    @Test
    void takesAnewWhatItsOwnSessionCouldNotGiveUp() {
        long lost = mainstem.tryTake(channelId, pipelineId, 1, () -> {}).orElseThrow();
        running();
        assertThat(run().epoch).isGreaterThan(lost);
        assertThat(owner().orElseThrow().epoch()).isEqualTo(run().epoch);
    }

    @Test
    void waitsLongerWithEachFaultUntilRowsAreAppliedAgain() {
        OtterException fault = new OtterException(ErrorCode.LOAD_TRANSIENT, "the target is away");
        for (int i = 0; i < 6; i++) {
            refusals.add(fault);
        }
        PipelineSupervisor supervisor = supervisor();
        supervisor.begin();
        for (int i = 1; i <= 6; i++) {
            int tries = i;
            until("try " + tries + " failed", () -> executor.delays.size() == tries);
            assertThat(supervisor.state()).isEqualTo(PipelineState.RETRYING);
            assertThat(supervisor.lastFault()).isSameAs(fault);
            executor.advance(executor.delays.get(tries - 1));
        }
        until("it runs", () -> supervisor.state() == PipelineState.RUNNING);
        assertThat(executor.delays.get(5)).isGreaterThan(executor.delays.get(0).multipliedBy(4));
        run().apply(1);
        executor.advance(Duration.ofSeconds(1));
        assertThat(supervisor.lastFault()).isNull();
        run().listener.failed(fault);
        executor.runDue();
        assertThat(executor.delays.get(6)).isLessThan(executor.delays.get(5).dividedBy(4));
        assertThat(run().closed).isTrue();
        assertThat(control.state(channelId).status()).isEqualTo(ChannelStatus.START);
    }

    @Test
    void pausesTheChannelAfterAFaultThatTimeCannotFix() {
        PipelineSupervisor supervisor = running();
        run().listener.failed(new OtterException(ErrorCode.LOAD_DATA, "row 7 does not fit"));
        executor.runDue();
        assertThat(control.state(channelId).status()).isEqualTo(ChannelStatus.PAUSE);
        assertThat(control.state(channelId).reason()).contains("line", "row 7 does not fit");
        assertThat(run().closed).isTrue();
        assertThat(supervisor.state()).isEqualTo(PipelineState.RETRYING);
        assertThat(supervisor.facts()).isEmpty();
    }

    @Test
    void runsAgainWhenTheChannelWasStartedBeforeAnybodySawThePause() {
        PipelineSupervisor supervisor = running();
        run().listener.failed(new OtterException(ErrorCode.LOAD_DATA, "row 7 does not fit"));
        executor.runDue();
        control.move(channelId, ChannelStatus.START, "", "somebody quick");
        executor.advance(Duration.ofSeconds(10));
        until("it runs again", () -> supervisor.state() == PipelineState.RUNNING);
        assertThat(runs).hasSize(2);
    }

    @Test
    void raisesItsEpochOnceAboveTheOneThatTheTargetKnows() {
        refusals.add(new FencedException("the target knows more", KNOWN));
        running();
        assertThat(run().epoch).isEqualTo(KNOWN + 1);
        assertThat(owner().orElseThrow()).isEqualTo(new Owner(1, KNOWN + 1, true));
    }

    @Test
    void givesThePlaceUpWhenSomebodyElseFencesTheTargetToo() {
        refusals.add(new FencedException("the target knows more", KNOWN));
        refusals.add(new FencedException("the target knows still more", KNOWN + 10));
        PipelineSupervisor supervisor = supervisor();
        supervisor.begin();
        until("it was fenced twice", () -> supervisor.state() == PipelineState.RETRYING);
        assertThat(owner()).isEmpty();
        executor.advance(executor.delays.get(0));
        until("it runs later", () -> supervisor.state() == PipelineState.RUNNING);
        assertThat(run().epoch).isGreaterThan(KNOWN + 1);
    }

    @Test
    void aDrainedNodeAppliesWhatIsInFlightBeforeItGivesThePlaceUp() {
        PipelineSupervisor supervisor = running();
        supervisor.drain();
        executor.runDue();
        assertThat(supervisor.state()).isEqualTo(PipelineState.LEAVING);
        assertThat(run().finishing).isTrue();
        assertThat(run().closed).isFalse();
        assertThat(owner()).isPresent();
        run().listener.finished();
        executor.runDue();
        assertThat(run().closed).isTrue();
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
    }

    @Test
    void aSwitchedNodeAppliesWhatIsInFlightAndKeepsThePlaceForTheNamedOneForAWhile() {
        PipelineSupervisor supervisor = running();
        FakeRun old = run();
        Switch asked = new Switch(old.epoch, 1, 2, "ann", 0);
        new Switches(coordination).ask(pipelineId, asked);
        supervisor.switchOver(asked);
        executor.runDue();
        assertThat(supervisor.state()).isEqualTo(PipelineState.LEAVING);
        assertThat(old.closed).isFalse();
        old.listener.finished();
        executor.runDue();
        assertThat(old.closed).isTrue();
        assertThat(owner()).as("it is free for node 2").isEmpty();
        assertThat(supervisor.state()).isEqualTo(PipelineState.STANDBY);
        executor.advance(Duration.ofMillis(2_900));
        assertThat(owner()).isEmpty();
        executor.advance(Duration.ofMillis(200));
        until("node 2 does not come", () -> supervisor.state() == PipelineState.RUNNING);
        assertThat(run().epoch).isGreaterThan(old.epoch);
        supervisor.switchOver(asked);
        executor.runDue();
        assertThat(supervisor.state()).as("of a term that is over").isEqualTo(PipelineState.RUNNING);
    }

    @Test
    void aDrainedNodeDoesNotWaitForEver() {
        PipelineSupervisor supervisor = running();
        supervisor.drain();
        executor.runDue();
        executor.advance(LEAVE_LIMIT.minusMillis(1));
        assertThat(run().closed).isFalse();
        executor.advance(Duration.ofMillis(1));
        assertThat(run().closed).isTrue();
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
    }

    @Test
    void anotherRunBeginsWhenTheLoadNodeIsDrainedAndTheOldOneIsNotHeardAnyMore() {
        PipelineSupervisor supervisor = running();
        FakeRun old = run();
        old.loadNode = Optional.of(LOAD_NODE);
        supervisor.leaveLoadNodes(Set.of(new ServerAddress("127.0.0.1", 1)));
        executor.runDue();
        assertThat(supervisor.state()).isEqualTo(PipelineState.RUNNING);
        supervisor.leaveLoadNodes(Set.of(LOAD_NODE));
        executor.runDue();
        assertThat(supervisor.state()).isEqualTo(PipelineState.LEAVING);
        old.listener.finished();
        until("the next one runs", () -> supervisor.state() == PipelineState.RUNNING && run() != old);
        assertThat(run().epoch).as("the term goes on").isEqualTo(old.epoch);
        old.listener.failed(new OtterException(ErrorCode.LOAD_DATA, "of the past"));
        old.listener.finished();
        executor.runDue();
        assertThat(supervisor.state()).isEqualTo(PipelineState.RUNNING);
        assertThat(run().closed).isFalse();
        assertThat(control.state(channelId).status()).isEqualTo(ChannelStatus.START);
    }

    @Test
    void canBeEndedWhileATargetDoesNotAnswer() {
        CountDownLatch never = new CountDownLatch(1);
        PipelineSupervisor supervisor = supervisor(executor, Duration.ofSeconds(20), (epoch, run) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new OtterException(ErrorCode.LOAD_TRANSIENT, "interrupted", e);
            }
            return run;
        });
        supervisor.begin();
        until("it is being opened", () -> !runs.isEmpty());
        supervisor.end();
        executor.runDue();
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
    }

    @Test
    void aRunThatOpensTooLateIsClosed() {
        CountDownLatch connected = new CountDownLatch(1);
        PipelineSupervisor supervisor = supervisor(executor, Duration.ofMillis(50), (epoch, run) -> {
            awaitUninterruptibly(connected);
            return run;
        });
        supervisor.begin();
        until("it is being opened", () -> !runs.isEmpty());
        supervisor.end();
        executor.runDue();
        assertStopped(supervisor);
        connected.countDown();
        until("it is closed", () -> run().closed);
    }

    @Test
    void saysThatALoadSideDoesNotAnswerBeforeThatIsAFault() {
        CountDownLatch connected = new CountDownLatch(1);
        PipelineSupervisor supervisor = supervisor(executor, Duration.ofSeconds(20), (epoch, run) -> {
            awaitUninterruptibly(connected);
            return run;
        });
        supervisor.begin();
        until("it is being opened", () -> !runs.isEmpty());
        executor.advance(Duration.ofMillis(500));
        executor.advance(Duration.ofMillis(500));
        assertThat(supervisor.state()).isEqualTo(PipelineState.STARTING);
        assertThat(supervisor.lastFault()).hasMessageContaining("no answer yet from s at 127.0.0.1:1");
        connected.countDown();
        until("it runs", () -> supervisor.state() == PipelineState.RUNNING);
        executor.advance(Duration.ofSeconds(1));
        assertThat(supervisor.lastFault()).isNull();
    }

    @Test
    void aRunThatDoesNotCloseKeepsThePipelineNoLongerThanTheLimit() {
        CountDownLatch never = new CountDownLatch(1);
        PipelineSupervisor supervisor = supervisor(executor, Duration.ofMillis(50), (epoch, run) -> {
            run.onClose = () -> awaitUninterruptibly(never);
            return run;
        });
        supervisor.begin();
        until("it runs", () -> supervisor.state() == PipelineState.RUNNING);
        supervisor.end();
        executor.runDue();
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
        never.countDown();
    }

    @Test
    void norDoesOneThatIsOpenBeforeAnybodyCouldTakeIt() {
        CountDownLatch connected = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        PipelineSupervisor supervisor = supervisor(executor, Duration.ofMillis(50), (epoch, run) -> {
            awaitUninterruptibly(connected);
            run.onClose = () -> awaitUninterruptibly(never);
            return run;
        });
        supervisor.begin();
        executor.runDue();
        supervisor.end();
        connected.countDown();
        await("it is to be ended and is open").atMost(LIMIT).until(() -> executor.due() == 2);
        assertTimeoutPreemptively(LIMIT, executor::runDue);
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
        never.countDown();
    }

    @Test
    void endsAlthoughItsRunCannotBeEnded() {
        PipelineSupervisor supervisor =
                supervisor(new TooFewThreads(new OneExecutor(executor)), Duration.ofSeconds(20), (epoch, run) -> run);
        supervisor.begin();
        until("it runs", () -> supervisor.state() == PipelineState.RUNNING);
        supervisor.end();
        executor.runDue();
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
    }

    @Test
    void aRunThatFailsToCloseDoesNotKeepThePipeline() {
        PipelineSupervisor supervisor = supervisor(executor, Duration.ofSeconds(20), (epoch, run) -> {
            run.onClose = () -> {
                throw new IllegalStateException("a defect");
            };
            return run;
        });
        supervisor.begin();
        until("it runs", () -> supervisor.state() == PipelineState.RUNNING);
        supervisor.end();
        executor.runDue();
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
    }

    @Test
    void whoeverLostItsTermStandsByWhateverToldItSo() {
        for (OtterException told : List.of(
                new OtterException(ErrorCode.BINLOG_SERVER_ID_CLASH, "another reader came"),
                new OtterException(ErrorCode.BINLOG_PURGED, "of the past"),
                new OtterException(ErrorCode.INTERNAL, "NoNode"),
                new FencedException("the target knows 40", 40))) {
            PipelineSupervisor supervisor = running();
            try (Coordination other = session()) {
                long epoch = superseded(other);
                run().listener.failed(told);
                executor.runDue();
                until(
                        "it stands by",
                        () -> supervisor.state() == PipelineState.STANDBY
                                || supervisor.state() == PipelineState.RETRYING
                                        && told.code().isTransient());
                assertThat(control.state(channelId).status()).isEqualTo(ChannelStatus.START);
                assertThat(owner()).isEqualTo(Optional.of(new Owner(2, epoch, false)));
                executor.advance(Duration.ofSeconds(60));
            }
            until("it takes over again", () -> {
                executor.advance(Duration.ofSeconds(1));
                return supervisor.state() == PipelineState.RUNNING;
            });
            supervisor.end();
            executor.runDue();
            executor.revive();
            closed.set(0);
        }
    }

    @Test
    void takesItsPlaceAnewWhenSomebodyRemovesIt() throws Exception {
        PipelineSupervisor supervisor = running();
        FakeRun first = run();
        coordination.client().delete().forPath(Znode.mainstem(channelId, pipelineId));
        untilInTime("it runs again", () -> supervisor.state() == PipelineState.RUNNING && run() != first);
        assertThat(first.closed).isTrue();
        assertThat(owner()).isEqualTo(Optional.of(new Owner(1, run().epoch, true)));
    }

    @Test
    void noticesThatItsTermEndedWhenZookeeperAnswersAgain() throws Exception {
        PipelineSupervisor supervisor = running();
        FakeRun first = run();
        try (Coordination other = session()) {
            superseded(other);
            coordination
                    .client()
                    .getZookeeperClient()
                    .getZooKeeper()
                    .getTestable()
                    .closeSocket();
            until("it stands by", () -> supervisor.state() == PipelineState.STANDBY);
            assertThat(first.closed).isTrue();
            assertThat(supervisor.lastFault()).isNull();
        }
    }

    @Test
    void keepsThePlaceAsLongAsItsRunDoesNotClose() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        PipelineSupervisor supervisor = supervisor(thread, Duration.ofSeconds(20), (epoch, run) -> {
            run.onClose = () -> awaitUninterruptibly(written);
            return run;
        });
        supervisor.begin();
        await().atMost(LIMIT).until(() -> supervisor.state() == PipelineState.RUNNING);
        supervisor.end();
        assertThat(supervisor.awaitEnded(Duration.ofMillis(300))).isFalse();
        assertThat(owner()).as("nobody may take over yet").isPresent();
        written.countDown();
        assertThat(supervisor.awaitEnded(LIMIT)).isTrue();
        assertThat(owner()).isEmpty();
        assertStopped(supervisor);
    }

    @Test
    void dropsEverythingWithTheSessionAndContendsAgain() throws Exception {
        PipelineSupervisor supervisor = running();
        FakeRun first = run();
        zookeeper.expire(coordination.client().getZookeeperClient().getZooKeeper());
        until("the session is lost", () -> first.closed);
        untilInTime("it runs in another", () -> supervisor.state() == PipelineState.RUNNING && run() != first);
        assertThat(run().epoch).isGreaterThan(first.epoch);
    }

    @Test
    void aLateWordOfALostSessionDoesNotEndTheTermThatCameAfterIt() throws Exception {
        PipelineSupervisor supervisor = running();
        FakeRun first = run();
        List<SessionState> told = new CopyOnWriteArrayList<>();
        coordination.listen(told::add);
        coordination.client().delete().forPath(Znode.mainstem(channelId, pipelineId));
        await("it is to look for its term").atMost(LIMIT).until(() -> executor.due() > 0);
        zookeeper.expire(coordination.client().getZookeeperClient().getZooKeeper());
        await("it is to hear of the session")
                .atMost(LIMIT)
                .until(() -> told.contains(SessionState.LOST) && coordination.state() == SessionState.CONNECTED);
        untilInTime("it runs again", () -> supervisor.state() == PipelineState.RUNNING && run() != first);
        assertThat(runs).hasSize(2);
    }

    @Test
    void showsWhereItIs() {
        running();
        run().apply(1);
        executor.advance(Duration.ofSeconds(1));
        CursorStore cursor = new CursorStore(coordination, "log", pipelineId, LOAD_NODE);
        await().atMost(LIMIT).until(() -> cursor.read().isPresent());
        assertThat(cursor.read().orElseThrow().offset()).isEqualTo(FakeRun.POSITION.offset());
    }

    /** Another node takes over, as if our session had ended and we had not heard of it. @return its epoch */
    private long superseded(Coordination other) {
        try {
            other.client().delete().forPath(Znode.mainstem(channelId, pipelineId));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new Mainstem(other, Clock.systemUTC())
                .tryTake(channelId, pipelineId, 2, () -> {})
                .orElseThrow();
    }

    private PipelineSupervisor running() {
        PipelineSupervisor supervisor = supervisor();
        supervisor.begin();
        until("it runs", () -> supervisor.state() == PipelineState.RUNNING);
        return supervisor;
    }

    private PipelineSupervisor supervisor() {
        return supervisor(executor, Duration.ofSeconds(20), (epoch, run) -> {
            OtterException refusal = refusals.poll();
            if (refusal != null) {
                runs.remove(run);
                throw refusal;
            }
            return run;
        });
    }

    private PipelineSupervisor supervisor(ScheduledExecutorService own, Duration closeLimit, Opening opening) {
        return supervisor(new OneExecutor(own), closeLimit, opening);
    }

    private PipelineSupervisor supervisor(SupervisionThreads threads, Duration closeLimit, Opening opening) {
        ChannelConfig channel = Configured.channel(channelId, pipelineId);
        PipelineConfig pipeline = channel.pipelines().get(0);
        RunStarter starter = (anyChannel, anyPipeline, epoch, listener) -> {
            FakeRun run = new FakeRun(epoch, listener);
            runs.add(run);
            return opening.open(epoch, run);
        };
        return new PipelineSupervisor(
                channel,
                pipeline,
                PipelineArbitration.of(1, coordination, channel, pipeline, Clock.systemUTC()),
                OneExecutor.supervision(starter, new RunLimits(LEAVE_LIMIT, closeLimit), threads),
                closed::incrementAndGet);
    }

    private FakeRun run() {
        return runs.get(runs.size() - 1);
    }

    private void assertStopped(PipelineSupervisor supervisor) {
        assertThat(supervisor.state()).isEqualTo(PipelineState.STOPPED);
        assertThat(supervisor.isClosed()).isTrue();
        assertThat(closed).hasValue(1);
    }

    private Optional<Owner> owner() {
        return mainstem.state(channelId, pipelineId).map(Owner::of);
    }

    private void until(String what, BooleanSupplier condition) {
        await(what)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .atMost(LIMIT)
                .until(() -> {
                    executor.runDue();
                    return condition.getAsBoolean();
                });
    }

    /** Likewise while time passes, since ZooKeeper may fail once more and is asked again after a pause. */
    private void untilInTime(String what, BooleanSupplier condition) {
        until(what, () -> {
            executor.advance(Duration.ofMillis(10));
            return condition.getAsBoolean();
        });
    }

    private static Coordination session() {
        Coordination begun = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), SESSION),
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
        begun.awaitConnected(Duration.ofSeconds(10));
        return begun;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As in a process that may have no thread more when a run is to be closed. */
    private record TooFewThreads(SupervisionThreads threads) implements SupervisionThreads {
        @Override
        public ScheduledExecutorService executor(String name) {
            return threads.executor(name);
        }

        @Override
        public Aside aside(String name, Runnable task) {
            if (name.endsWith("-close")) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return threads.aside(name, task);
        }
    }

    /** On the thread that opens. */
    private interface Opening {
        Run open(long epoch, FakeRun run);
    }

    private record Owner(int nid, long epoch, boolean ready) {
        static Owner of(MainstemState state) {
            return new Owner(state.nid(), state.epoch(), state.ready());
        }
    }
}
