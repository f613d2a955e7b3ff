package io.otter.integration.chaos;

import io.otter.quickstart.Installation;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.process.Signal;

/** A process that can be killed and frozen. */
interface Victim {
    void kill();

    /** Starts it after it was killed. @throws RuntimeException when it does not start now */
    void start();

    void freeze();

    void thaw();

    static Victim of(DatabaseServer server) {
        return new Victim() {
            @Override
            public void kill() {
                server.kill();
            }

            @Override
            public void start() {
                server.restart();
            }

            @Override
            public void freeze() {
                server.freeze();
            }

            @Override
            public void thaw() {
                server.thaw();
            }
        };
    }

    static Victim of(Installation installation) {
        return new Victim() {
            @Override
            public void kill() {
                installation.kill();
            }

            @Override
            public void start() {
                if (installation.running().isEmpty()) {
                    installation.start();
                }
            }

            @Override
            public void freeze() {
                installation.running().ifPresent(process -> Signal.send("STOP", process));
            }

            @Override
            public void thaw() {
                installation.running().ifPresent(process -> Signal.send("CONT", process));
            }
        };
    }
}
