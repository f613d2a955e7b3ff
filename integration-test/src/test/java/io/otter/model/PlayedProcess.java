package io.otter.model;

import io.otter.arbitrate.session.Coordination;
import io.otter.common.secret.SecretKey;
import io.otter.testsupport.zookeeper.FakeClient;

/** A node or a manager: at most one call of it is under way, and it may stand still for a while. */
abstract class PlayedProcess {
    final FakeClient client;
    final Coordination coordination;
    boolean frozen;
    boolean dead;
    /** Something of it is under way. */
    boolean busy;

    long lastTurnMillis;

    PlayedProcess(FakeClient client) {
        this.client = client;
        coordination = Coordination.over(
                client.framework(),
                "zookeeper",
                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                client::sessionId,
                client::later);
    }

    boolean mayAct() {
        return !dead && !frozen && !busy;
    }

    /** Does one thing of what is due. @return whether there was any */
    abstract boolean step();

    /** Does what is due, up to a limit. */
    final void turn(long nowMillis, int most) {
        lastTurnMillis = nowMillis;
        for (int i = 0; i < most && mayAct(); i++) {
            busy = true;
            try {
                if (!step()) {
                    return;
                }
            } finally {
                busy = false;
            }
        }
    }

    void freeze(boolean still) {
        if (dead) {
            return;
        }
        frozen = still;
        client.freeze(still);
    }

    void kill() {
        dead = true;
        client.kill();
    }
}
