package io.otter.quickstart;

import io.otter.testsupport.network.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * The parts of a {@link Deployment}.
 *
 * @param root the source tree, with the tarballs built
 * @param directory where to unpack the tarballs
 * @param source name of a server fixture, e.g. {@code mariadb-11.4}
 * @param target likewise
 * @param nodeHeap value for Java's -Xmx
 * @param keep whether databases and keys stay in the directory, for the next deployment there
 */
public record DeploymentPlan(
        Path root,
        Path directory,
        String source,
        String target,
        int managerPort,
        int managerRpcPort,
        String nodeHeap,
        boolean keep,
        List<NodePlan> nodes) {
    public DeploymentPlan {
        nodes = List.copyOf(nodes);
    }

    /** All that must be free. */
    public List<Integer> ports() {
        return Stream.concat(
                        Stream.of(managerPort, managerRpcPort),
                        nodes.stream().flatMap(node -> Stream.of(node.rpcPort(), node.httpPort())))
                .toList();
    }

    public record NodePlan(int nid, int rpcPort, int httpPort) {}

    /** The ports in the documentation, and one node; what it has is kept. */
    public static DeploymentPlan standard(Path root, Path directory) {
        return new DeploymentPlan(
                root,
                directory,
                "mariadb-11.4",
                "mariadb-11.4",
                8080,
                1099,
                "320m",
                true,
                List.of(new NodePlan(1, 2088, 2089)));
    }

    /** Likewise, with a free port in the place of each that something listens on. */
    public DeploymentPlan withoutTakenPorts() {
        List<Integer> taken = FreePorts.taken(ports());
        List<Integer> free = FreePorts.pick(taken.size());
        IntUnaryOperator instead = port -> taken.contains(port) ? free.get(taken.indexOf(port)) : port;
        return new DeploymentPlan(
                root,
                directory,
                source,
                target,
                instead.applyAsInt(managerPort),
                instead.applyAsInt(managerRpcPort),
                nodeHeap,
                keep,
                nodes.stream()
                        .map(node -> new NodePlan(
                                node.nid(), instead.applyAsInt(node.rpcPort()), instead.applyAsInt(node.httpPort())))
                        .toList());
    }

    /** Free ports, so that it can run beside anything. Nodes are numbered from 1. */
    public static DeploymentPlan onFreePorts(
            Path root, Path directory, String source, String target, String nodeHeap, int nodeCount) {
        List<Integer> ports = FreePorts.pick(2 + 2 * nodeCount);
        List<NodePlan> nodes = new ArrayList<>();
        for (int i = 0; i < nodeCount; i++) {
            nodes.add(new NodePlan(i + 1, ports.get(2 + 2 * i), ports.get(3 + 2 * i)));
        }
        return new DeploymentPlan(root, directory, source, target, ports.get(0), ports.get(1), nodeHeap, false, nodes);
    }
}
