package io.otter.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** {@code bin/quickstart.sh}: the product with embedded defaults, running until it is interrupted; or {@code --smoke}. */
public final class Quickstart {
    private Quickstart() {}

    /** Arguments: none, or {@code --smoke}. The system property {@code otter.root} is the source tree. */
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

    static int run(Path root, List<String> arguments) throws IOException, InterruptedException {
        if (arguments.isEmpty()) {
            return demonstrate(root);
        }
        if (arguments.equals(List.of("--smoke"))) {
            return Smoke.run(root);
        }
        System.err.println("usage: bin/quickstart.sh [--smoke]");
        return 2;
    }

    private static int demonstrate(Path root) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Files.createDirectories(root.resolve(".quickstart")), "demo-");
        DeploymentPlan usual = DeploymentPlan.standard(root, directory);
        DeploymentPlan plan = usual.withoutTakenPorts();
        for (int i = 0; i < plan.ports().size(); i++) {
            if (!plan.ports().get(i).equals(usual.ports().get(i))) {
                System.out.printf(
                        "Something listens on port %d already: using %d instead.%n",
                        usual.ports().get(i), plan.ports().get(i));
            }
        }
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(interrupted, stopped), "quickstart-shutdown"));
        long begun = System.nanoTime();
        Consumer<String> progress =
                step -> System.out.printf("%4d s  %s%n", (System.nanoTime() - begun) / 1_000_000_000, step);
        try (Deployment deployment = new Deployment(plan, progress)) {
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
                    Ctrl-C stops everything.
                    %n""",
                    deployment.address(),
                    deployment.adminPassword(),
                    deployment.source().port(),
                    deployment.source().user(),
                    deployment.source().password(),
                    deployment.target().port(),
                    deployment.target().user(),
                    deployment.target().password());
            interrupted.await();
            System.out.println("Stopping ...");
        } catch (RuntimeException e) {
            System.err.println("quickstart failed: " + e.getMessage());
            return 1;
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static void awaitStop(CountDownLatch interrupted, CountDownLatch stopped) {
        interrupted.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
