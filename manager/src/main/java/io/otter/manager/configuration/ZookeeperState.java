package io.otter.manager.configuration;

/** Whether ZooKeeper answers; the manager comes up and shows its pages without. */
@FunctionalInterface
public interface ZookeeperState {
    /** Answers at once from what is known. Thread-safe. */
    boolean isConnected();
}
