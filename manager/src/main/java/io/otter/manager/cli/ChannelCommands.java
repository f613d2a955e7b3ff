package io.otter.manager.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Start, stop and pause of a channel. */
final class ChannelCommands {
    private ChannelCommands() {}

    /** Checks the set-up and starts the channel. */
    @Command(name = "start", description = "Starts a channel.", mixinStandardHelpOptions = true)
    static final class Start implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Parameters(paramLabel = "CHANNEL")
        private String channel;

        @Option(
                names = "--ignore",
                split = ",",
                paramLabel = "CHECK",
                description = "Start although these mandatory checks fail, e.g. target-column.")
        private List<String> ignore = new ArrayList<>();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            String call = ignore.isEmpty()
                    ? "start"
                    : "start?ignore=" + URLEncoder.encode(String.join(",", ignore), StandardCharsets.UTF_8);
            return move(otterctl.manager(), channel, call, "started", spec);
        }
    }

    /** Stops the channel; its position is kept. */
    @Command(name = "stop", description = "Stops a channel.", mixinStandardHelpOptions = true)
    static final class Stop implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Parameters(paramLabel = "CHANNEL")
        private String channel;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            return move(otterctl.manager(), channel, "stop", "stopped", spec);
        }
    }

    /** Pauses the channel; nodes stay ready to resume. */
    @Command(name = "pause", description = "Pauses a channel.", mixinStandardHelpOptions = true)
    static final class Pause implements Callable<Integer> {
        @ParentCommand
        private OtterCtl otterctl;

        @Parameters(paramLabel = "CHANNEL")
        private String channel;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            return move(otterctl.manager(), channel, "pause", "paused", spec);
        }
    }

    private static int move(ManagerOptions manager, String channel, String call, String done, CommandSpec spec) {
        JsonNode answer = manager.client().post(ManagerClient.channel(channel, call));
        spec.commandLine().getOut().println(manager.json() ? answer.toString() : channel + " " + done);
        return 0;
    }
}
