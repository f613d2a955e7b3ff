package io.otter.manager.cli;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.communication.Credentials;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks no manager: the key of the installation is not known to who has only a log-in. */
@Command(
        name = "node-key",
        description = "Prints the key of one node, for otter.communication.nodeKey on its host in place of"
                + " otter.communication.key. Runs on a manager's host, and needs to read its configuration.",
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

    @Override
    public Integer call() {
        if (nid < 1) {
            throw new OtterException(ErrorCode.REQUEST_INVALID, "NID: nodes have numbers from 1 on.");
        }
        Path file = conf == null ? Path.of(System.getProperty("otter.home", "."), "conf", "otter.properties") : conf;
        spec.commandLine()
                .getOut()
                .println(Credentials.nodeKey(
                        ConfigurationFile.load(file, otterctl.manager().environment()), nid));
        return 0;
    }
}
