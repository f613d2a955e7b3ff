package io.otter.integration.chaos;

import io.otter.quickstart.Installation;
import io.otter.testsupport.network.TcpProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Random faults of random length, up to three at a time; each is over when what it broke is there again. */
final class Faults {
    private static final int AT_ONCE = 3;
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private final List<Fault> faults = new ArrayList<>();
    private final ConcurrentLinkedQueue<Outage> outages = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Random random;
    private final Site site;

    private record Fault(String subject, String how, Runnable begin, Runnable end) {}

    Faults(Site site, Random random) {
        this.site = site;
        this.random = random;
        for (Map.Entry<String, Victim> victim : site.victims().entrySet()) {
            kill(victim.getKey(), victim.getValue());
            freeze(victim.getKey(), victim.getValue());
        }
        for (String node : List.of("n1", "n2")) {
            kill(node, site.victims().get(node));
            freeze(node, site.victims().get(node));
        }
        faults.add(new Fault(
                "zookeeper",
                "wiped",
                () -> {
                    site.zookeeper().kill();
                    site.zookeeper().empty();
                },
                site.zookeeper()::start));
        for (Map.Entry<String, TcpProxy> way : site.ways().entrySet()) {
            cut(way.getKey(), way.getValue());
        }
        Managers managers = new Managers(site.managers());
        String channel = "/channels/" + Site.CHANNEL;
        operator("stopped", channel + "/stop", channel + "/start", managers);
        operator("paused", channel + "/pause", channel + "/start", managers);
        for (String node : List.of("n1", "n2")) {
            faults.add(new Fault(
                    "operator",
                    "drained " + node,
                    () -> managers.post("/nodes/" + node + "/drain"),
                    () -> managers.post("/nodes/" + node + "/undrain")));
        }
    }

    List<Outage> outages() {
        return List.copyOf(outages);
    }

    /** What did not come back, and processes that ended by themselves. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns when everything is there again. */
    void run(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        ExecutorService threads = Executors.newCachedThreadPool();
        while (System.nanoTime() < end) {
            Fault fault = faults.get(random.nextInt(faults.size()));
            Duration time = time();
            Duration gap = Duration.ofMillis(200 + random.nextInt(random.nextInt(5) == 0 ? 20_000 : 4_000));
            if (busy.size() < AT_ONCE && busy.add(fault.subject)) {
                threads.execute(() -> run(fault, time));
            }
            LockSupport.parkNanos(gap.toNanos());
            restartEnded();
        }
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
            failures.add("faults that do not end: " + busy);
        }
        restartEnded();
    }

    private Duration time() {
        int kind = random.nextInt(10);
        int millis = kind < 3 ? 3_000 : kind < 8 ? 15_000 : 45_000;
        return Duration.ofMillis(100 + random.nextInt(millis));
    }

    private void run(Fault fault, Duration time) {
        Thread.currentThread().setName("fault-" + fault.subject);
        try {
            fault.begin.run();
            long from = System.currentTimeMillis();
            say(fault.subject + " " + fault.how + " for " + time.toMillis() + " ms");
            LockSupport.parkNanos(time.toNanos());
            outages.add(new Outage(fault.subject, fault.how, from, System.currentTimeMillis()));
        } catch (RuntimeException e) {
            say(fault.subject + " not " + fault.how + ": " + e.getMessage());
        }
        end(fault);
        busy.remove(fault.subject);
    }

    private void end(Fault fault) {
        long limit = System.nanoTime() + RECOVERY.toNanos();
        while (true) {
            try {
                fault.end.run();
                say(fault.subject + " no longer " + fault.how);
                return;
            } catch (RuntimeException e) {
                if (System.nanoTime() > limit) {
                    failures.add(
                            Instant.now() + " " + fault.subject + " is still " + fault.how + ": " + e.getMessage());
                    return;
                }
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }

    /** A process that ends by itself is wrong, whatever happens to the others. */
    private void restartEnded() {
        for (Map.Entry<String, Installation> process : site.processes().entrySet()) {
            String name = process.getKey();
            if (busy.add(name)) {
                if (process.getValue().running().isEmpty()) {
                    failures.add(Instant.now() + " " + name + " ended by itself: "
                            + process.getValue().logTail(5));
                    end(new Fault(name, "ended", () -> {}, process.getValue()::start));
                }
                busy.remove(name);
            }
        }
    }

    private void kill(String name, Victim victim) {
        faults.add(new Fault(name, "killed", victim::kill, victim::start));
    }

    private void freeze(String name, Victim victim) {
        faults.add(new Fault(name, "frozen", victim::freeze, victim::thaw));
    }

    private void cut(String name, TcpProxy way) {
        String subject = "way to " + name;
        faults.add(new Fault(subject, "refused", way::refuse, way::restore));
        faults.add(new Fault(subject, "swallowed", way::blackHole, way::restore));
        faults.add(new Fault(subject, "slow", () -> way.delay(Duration.ofMillis(100)), way::restore));
        faults.add(new Fault(subject, "cut", way::cut, () -> {}));
    }

    private void operator(String how, String begin, String end, Managers managers) {
        faults.add(new Fault("operator", how, () -> managers.post(begin), () -> managers.post(end)));
    }

    private static void say(String what) {
        System.out.println("CHAOS " + Instant.now() + " " + what);
    }
}
