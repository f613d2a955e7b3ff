package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;
import java.nio.file.Path;
import java.util.List;

/** A peer that is a program in this repository, run in its own JVM. */
final class JvmPeer implements Peer {
    private final BenchmarkServer entrance;
    private final ChildJvm jvm;

    JvmPeer(BenchmarkServer entrance, Path log, List<String> arguments) {
        this.entrance = entrance;
        jvm = new ChildJvm(log, arguments);
        jvm.tell("prepare");
    }

    @Override
    public void start() {
        jvm.tell("start");
    }

    @Override
    public void stop() {
        jvm.tell("stop");
    }

    @Override
    public BenchmarkServer entrance() {
        return entrance;
    }

    @Override
    public List<Long> pids() {
        return List.of(jvm.pid());
    }

    @Override
    public void close() {
        jvm.close();
    }
}
