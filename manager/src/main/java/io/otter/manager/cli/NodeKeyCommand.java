package io.otter.manager.cli;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.communication.Credentials;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks a manager only which one holds: the key of the installation is not known to who has only a log-in. */
@Command(
        name = "node-key",
        description = "Prints the key of one node, for otter.communication.nodeKey on its host in place of"
                + " otter.communication.key. Runs on a manager's host, and needs to read its configuration; the manager"
                + " tells which of the node's keys holds.",
        mixinStandardHelpOptions = true)
final class NodeKeyCommand implements Callable<Integer> {
    @ParentCommand
    private OtterCtl otterctl;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NID", descriptionKey = "NID", description = "Number of the node.")
    private int nid;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            description = "The manager's configuration (default: conf/otter.properties beside bin).")
    private Path conf;

    @Option(
            names = "--new",
            description = "Replace it: managers and nodes take the node's earlier keys no longer, and end connections"
                    + " that were made with them.")
    private boolean renewed;

    @Option(
            names = "--generation",
            paramLabel = "N",
            description = "Ask no manager, and print the one that replaced so many before it: 0 for a node's first.")
    private @Nullable Integer generation;

    @Override
    public Integer call() {
        if (nid < 1) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "NID: nodes have numbers from 1 on.");
        }
        Path file = conf == null ? Path.of(System.getProperty("otter.home", "."), "conf", "otter.properties") : conf;
        if (renewed && generation != null || generation != null && generation < 0) {
            throw new OtterException(
                    ErrorCode.REQUEST_INVALID, "--generation: a number from 0 on, and not with --new.");
        }
        ConfigurationFile configuration =
                ConfigurationFile.load(file, otterctl.manager().environment());
        // Before a manager is told of a key that could not be printed.
        Credentials.nodeKey(configuration, nid, 0);
        spec.commandLine().getOut().println(Credentials.nodeKey(configuration, nid, generation()));
        return 0;
    }

    private int generation() {
        if (generation != null) {
            return generation;
        }
        ManagerClient client = otterctl.manager().client();
        String path = "node-keys/" + nid;
        return (renewed ? client.post(path) : client.get(path))
                .path("generation")
                .asInt();
    }
}
