package io.otter.testsupport.database;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.otter.testsupport.network.FreePorts;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;

/** A server in a container of an official image, for servers without local binaries. */
final class ContainerServer implements ServerHost {
    private static final int SERVER_PORT = 3306;
    private static final int STOP_SECONDS = 60;

    private final GenericContainer<?> container;
    private final int port;

    ContainerServer(ServerKind kind, List<String> options, List<String> initialStatements) throws IOException {
        // Fixed, since the engine may pick another port after a restart.
        port = FreePorts.pick();
        PortBinding binding =
                new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(SERVER_PORT));
        container = new GenericContainer<>(kind.image())
                .withEnv("MYSQL_ALLOW_EMPTY_PASSWORD", "yes")
                .withCommand(options.toArray(String[]::new))
                .withCopyToContainer(
                        Transferable.of(String.join("\n", initialStatements)),
                        "/docker-entrypoint-initdb.d/initial.sql")
                .withCreateContainerCmdModifier(
                        create -> Objects.requireNonNull(create.getHostConfig()).withPortBindings(binding))
                .waitingFor(new Unchecked());
    }

    /** Whether a Docker engine answers. */
    static boolean available() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (container.isCreated()) {
            docker().startContainerCmd(container.getContainerId()).exec();
        } else {
            container.start();
        }
    }

    @Override
    public boolean isAlive() {
        return container.isRunning();
    }

    @Override
    public void end(boolean forcibly) {
        if (!container.isRunning()) {
            return;
        }
        try {
            // With a timeout of 0 the engine kills at once.
            docker().stopContainerCmd(container.getContainerId())
                    .withTimeout(forcibly ? 0 : STOP_SECONDS)
                    .exec();
        } catch (NotModifiedException e) {
            return; // it ended meanwhile
        }
    }

    @Override
    public void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public String lastWords() {
        String logs = container.getLogs();
        return logs.substring(Math.max(0, logs.length() - 2_000));
    }

    @Override
    public void remove() {
        container.stop();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    /** {@link DatabaseServer} waits for the first response itself. */
    private static final class Unchecked extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }
}
