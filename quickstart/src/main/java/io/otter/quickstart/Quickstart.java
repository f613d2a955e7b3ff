package io.otter.quickstart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code bin/quickstart.sh}: the product with embedded defaults, running until it is interrupted; {@code --smoke} or {@code --reset}. */
public final class Quickstart {
    private Quickstart() {}

    /** Arguments: none, {@code --smoke} or {@code --reset}. The system property {@code otter.root} is the source tree. */
    public static void main(String[] arguments) {
        Path root =
                Path.of(System.getProperty("otter.root", ".")).toAbsolutePath().normalize();
        int exitCode;
        try {
            exitCode = run(root, List.of(arguments));
        } catch (Throwable e) {
            // ZooKeeper's threads would keep a broken process alive.
            e.printStackTrace();
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    static int run(Path root, List<String> arguments) throws IOException {
        if (arguments.isEmpty()) {
            return demonstrate(root);
        }
        if (arguments.equals(List.of("--smoke"))) {
            return Smoke.run(root);
        }
        if (arguments.equals(List.of("--reset"))) {
            return reset(home(root));
        }
        System.err.println("usage: bin/quickstart.sh [--smoke | --reset]");
        return 2;
    }

    /** Where the demonstration keeps what it has. */
    static Path home(Path root) {
        return root.resolve(".quickstart").resolve("demo");
    }

    private static int reset(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            System.out.println("There is nothing to remove.");
            return 0;
        }
        try (FileChannel file = lockFile(directory);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                return busy(directory);
            }
            Deployment.stopLeftOver(directory);
            System.out.printf(
                    "Removing %s: the data of the source and of the target, all that was configured, and logs.%n",
                    directory);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path one : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
        System.out.println("Removed; the next start begins anew.");
        return 0;
    }

    private static int busy(Path directory) {
        System.err.println("another quickstart uses " + directory + ": end it first");
        return 1;
    }

    /** Held while a demonstration runs. */
    private static FileChannel lockFile(Path directory) throws IOException {
        return FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static int demonstrate(Path root) throws IOException {
        Path directory = Files.createDirectories(home(root));
        try (FileChannel file = lockFile(directory);
                FileLock lock = file.tryLock()) {
            return lock == null ? busy(directory) : demonstrate(root, directory);
        }
    }

    private static int demonstrate(Path root, Path directory) {
        if (Deployment.stopLeftOver(directory)) {
            System.out.println("Stopped what a quickstart that was killed had left running.");
        }
        DeploymentPlan usual = DeploymentPlan.standard(root, directory);
        DeploymentPlan plan = usual.withoutTakenPorts();
        for (int i = 0; i < plan.ports().size(); i++) {
            if (!plan.ports().get(i).equals(usual.ports().get(i))) {
                System.out.printf(
                        "Something listens on port %d already: using %d instead.%n",
                        usual.ports().get(i), plan.ports().get(i));
            }
        }
        long begun = System.nanoTime();
        Consumer<String> progress =
                step -> System.out.printf("%4d s  %s%n", (System.nanoTime() - begun) / 1_000_000_000, step);
        try (OrderlyEnd end = new OrderlyEnd();
                Deployment deployment = new Deployment(plan, progress)) {
            progress.accept("setting up the channel demo");
            new Demo(deployment).setUp(root);
            System.out.printf(
                    """

                    Otter is running.
                      pages    %s
                      log in   admin / %s
                      source   mysql -h 127.0.0.1 -P %d -u %s -p%s demo
                      target   mysql -h 127.0.0.1 -P %d -u %s -p%s demo
                      try      INSERT INTO demo.order_2026 VALUES (1, 1, 'an otter', 1);
                    Ctrl-C stops everything; the next start goes on with it, bin/quickstart.sh --reset removes it.
                    %n""",
                    deployment.address(),
                    deployment.adminPassword(),
                    deployment.source().port(),
                    deployment.source().user(),
                    deployment.source().password(),
                    deployment.target().port(),
                    deployment.target().user(),
                    deployment.target().password());
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            System.out.println("Stopped.");
            return 0;
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                System.out.println("Stopped while it was starting.");
                return 0;
            }
            System.err.println("quickstart failed: " + e.getMessage());
            return 1;
        }
        return 0;
    }
}
