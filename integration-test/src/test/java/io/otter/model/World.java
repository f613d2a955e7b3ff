package io.otter.model;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.testsupport.zookeeper.FakeZookeeper;
import io.otter.testsupport.zookeeper.FakeZookeeper.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Two managers and two nodes with one pipeline, in which everything that can go wrong goes wrong in an order that the seed
 * decides. Between any two calls of one process to ZooKeeper or the database, others act, or time passes.
 */
final class World {
    private static final Duration SESSION = Duration.ofSeconds(15);
    /** Sessions that are lost are over, and whoever waited has tried again. */
    private static final long SETTLED_MILLIS = 40_000;

    private static final int SLICE_MILLIS = 500;
    private static final List<ErrorCode> LASTING =
            List.of(ErrorCode.LOAD_DATA, ErrorCode.BINLOG_PURGED, ErrorCode.INTERNAL, ErrorCode.DATABASE_PRIVILEGE);

    final Random random;
    final PlayedClock clock = new PlayedClock();
    final PlayedServers servers = new PlayedServers(clock);
    final PlayedDatabase database = new PlayedDatabase();

    private final FakeZookeeper zookeeper = new FakeZookeeper(SESSION);
    private final List<PlayedManager> managers = new ArrayList<>();
    private final List<PlayedNode> nodes = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private @Nullable PlayedManager leader;
    private final Users users;
    private final Judge judge;

    private boolean answersGetLost;
    private boolean calm;
    private int depth;

    World(long seed) {
        random = new Random(seed);
        users = new Users(this);
        judge = new Judge(this);
        zookeeper.outcomes(this::outcome);
        zookeeper.watch(judge::committed);
        for (int i = 0; i < 2; i++) {
            managers.add(manager(i));
        }
        for (int nid = 1; nid <= 2; nid++) {
            nodes.add(node(nid));
        }
        leader = managers.get(0);
    }

    /** Everybody connects. */
    void begin() {
        pass(2_000);
    }

    /** What has happened, for people. */
    List<String> history() {
        return history;
    }

    void step() {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                PlayedProcess process = process();
                process.turn(clock.millis(), 1 + random.nextInt(12));
            }
            case 4, 5, 6 -> pass(random.nextInt(random.nextInt(6) == 0 ? 6_000 : 1_500));
            case 7 -> users.wishAnything();
            default -> disturb();
        }
        judge.look();
    }

    /** All is well again: what was wished comes true, and so does what is wished then. */
    void calmsDown() {
        note("calm");
        calm();
        pass(SETTLED_MILLIS);
        PlayedManager manager = managers.get(0);
        users.assertGranted(manager);
        nodes.forEach(node -> manager.drain(node.nid, false));
        manager.wish(ChannelStatus.START);
        within(60_000, () -> judge.assertRuns(manager));
        manager.wish(ChannelStatus.STOP);
        within(30_000, () -> judge.assertStopped(manager));
    }

    private void within(long millis, Runnable assertion) {
        for (long left = millis; left > 0; left -= 2_000) {
            pass(2_000);
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                continue;
            }
        }
        assertion.run();
    }

    private void calm() {
        calm = true;
        answersGetLost = false;
        database.up = true;
        servers.sourceUp = true;
        servers.targetUp = true;
        for (PlayedProcess process : processes()) {
            process.freeze(false);
            process.client.heal();
        }
        nodes.forEach(node -> node.threads.hang(false));
        for (int i = 0; i < 2; i++) {
            if (nodes.get(i).dead) {
                nodes.set(i, node(i + 1));
            }
            if (managers.get(i).dead) {
                managers.set(i, manager(i));
            }
        }
    }

    /** Comes between two calls of a process to something outside. */
    void meanwhile(PlayedProcess caller) {
        if (depth >= 2 || random.nextInt(24) > 0) {
            return;
        }
        depth++;
        try {
            switch (calm ? 7 : random.nextInt(8)) {
                case 0 -> {
                    caller.freeze(true);
                    note(caller + " stands still amid a call");
                    pass(1_000 + random.nextInt(30_000));
                    caller.freeze(false);
                }
                case 1 -> disturb();
                case 2 -> users.wishAnything();
                default -> {
                    PlayedProcess other = process();
                    other.turn(clock.millis(), 1 + random.nextInt(10));
                }
            }
        } finally {
            depth--;
        }
    }

    @Nullable
    PlayedManager leader() {
        return leader;
    }

    List<PlayedManager> managers() {
        return managers;
    }

    List<PlayedNode> nodes() {
        return nodes;
    }

    Judge judge() {
        return judge;
    }

    /** Lets time pass; who is well, comes to act every few seconds. */
    private void pass(long millis) {
        for (long left = millis; left > 0; left -= SLICE_MILLIS) {
            long slice = Math.min(left, SLICE_MILLIS);
            clock.pass(slice);
            zookeeper.pass(Duration.ofMillis(slice));
            if (random.nextInt(4) == 0) {
                servers.commit();
            }
            electLeader();
            for (PlayedProcess process : processes()) {
                if (random.nextInt(3) > 0 || clock.millis() - process.lastTurnMillis > 1_500) {
                    process.turn(clock.millis(), 60);
                }
            }
            nodes.stream().filter(PlayedNode::mayAct).forEach(PlayedNode::apply);
            judge.look();
        }
    }

    private void electLeader() {
        if (leader == null || leader.dead || leader.frozen || !leader.isConnected()) {
            leader = managers.stream()
                    .filter(manager -> !manager.dead && !manager.frozen && manager.isConnected())
                    .findFirst()
                    .orElse(leader);
        }
    }

    private void disturb() {
        PlayedProcess process = process();
        switch (random.nextInt(14)) {
            case 0 -> fault("cut " + process, process.client::cut);
            case 1, 2 -> fault("heal " + process, process.client::heal);
            case 3 -> {
                if (!process.busy) {
                    process.freeze(!process.frozen && random.nextBoolean());
                    note((process.frozen ? "frozen " : "awake ") + process);
                }
            }
            case 4 -> {
                for (PlayedProcess one : processes()) {
                    if (!one.busy) {
                        one.freeze(false);
                    }
                    one.client.heal();
                }
                note("all healed");
            }
            case 5 -> {
                if (random.nextInt(3) == 0) {
                    fault("wiped", random.nextBoolean() ? zookeeper::wipe : zookeeper::replace);
                    clock.pass(1_000);
                }
            }
            case 6 -> {
                answersGetLost = random.nextInt(3) == 0;
                note("answers get lost: " + answersGetLost);
            }
            case 7 -> {
                servers.targetUp = random.nextInt(3) > 0;
                boolean hangs = !servers.targetUp && random.nextBoolean();
                nodes.forEach(node -> node.threads.hang(hangs));
                note("target up: " + servers.targetUp + ", hangs: " + hangs);
            }
            case 8 -> {
                servers.sourceUp = random.nextInt(3) > 0;
                note("source up: " + servers.sourceUp);
            }
            case 9 -> {
                database.up = random.nextInt(3) > 0;
                note("database up: " + database.up);
            }
            case 10 -> end(process);
            case 11 -> restart();
            default -> fail();
        }
    }

    private void fault(String what, Runnable fault) {
        note(what);
        fault.run();
    }

    /** Something that somebody has to mend. */
    private void fail() {
        PlayedNode node = nodes.get(random.nextInt(2));
        if (node.mayAct()) {
            boolean transients = random.nextBoolean();
            ErrorCode code = transients ? ErrorCode.LOAD_TRANSIENT : LASTING.get(random.nextInt(LASTING.size()));
            boolean ofOwner = node.fail(new OtterException(code, "played"));
            note(code + " at " + node + ", the owner: " + ofOwner);
            if (!transients) {
                users.mayBePaused();
            }
        }
    }

    private void end(PlayedProcess process) {
        if (process.busy || process.dead) {
            return;
        }
        if (process instanceof PlayedNode node && !process.frozen && random.nextBoolean()) {
            note("stop " + process);
            node.close();
        } else {
            note("kill " + process);
            process.kill();
        }
    }

    private void restart() {
        int i = random.nextInt(2);
        if (nodes.get(i).dead) {
            nodes.set(i, node(i + 1));
            note("start " + nodes.get(i));
        }
        if (managers.get(i).dead) {
            managers.set(i, manager(i));
            note("start " + managers.get(i));
        }
    }

    private Outcome outcome() {
        if (!answersGetLost || random.nextInt(3) > 0) {
            return Outcome.DONE;
        }
        return Outcome.values()[random.nextInt(Outcome.values().length)];
    }

    private PlayedProcess process() {
        List<PlayedProcess> all = processes();
        return all.get(random.nextInt(all.size()));
    }

    private List<PlayedProcess> processes() {
        List<PlayedProcess> all = new ArrayList<>(nodes);
        all.addAll(managers);
        return all;
    }

    private PlayedManager manager(int i) {
        PlayedManager manager = new PlayedManager(i + 1, zookeeper.connect(), this);
        manager.client.beforeCall(() -> meanwhile(manager));
        return manager;
    }

    private PlayedNode node(int nid) {
        PlayedNode node = new PlayedNode(nid, zookeeper.connect(), this, random);
        node.client.beforeCall(() -> meanwhile(node));
        return node;
    }

    void note(String what) {
        history.add((clock.millis() - 1_800_000_000_000L) + " " + what);
    }
}
