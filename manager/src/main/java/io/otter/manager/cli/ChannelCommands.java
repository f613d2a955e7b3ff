package io.otter.manager.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
                names = "--wait",
                description =
                        "Return when every pipeline reads, and show where: what the source commits from then on is synced.")
        private boolean wait;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "How long to wait (60).")
        private int timeoutSeconds;

        @Option(
                names = "--ignore",
                split = ",",
                paramLabel = "CHECK",
                description = "Start although these mandatory checks fail, e.g. target-column.")
        private List<String> ignore = new ArrayList<>();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws InterruptedException {
            ManagerOptions manager = otterctl.manager();
            String call = ignore.isEmpty()
                    ? "start"
                    : "start?ignore=" + URLEncoder.encode(String.join(",", ignore), StandardCharsets.UTF_8);
            if (!wait) {
                return move(manager, channel, call, "started", spec);
            }
            ManagerClient client = manager.client();
            client.post(ManagerClient.channel(channel, call));
            JsonNode status = new AwaitedStart(client, channel).await(Duration.ofSeconds(timeoutSeconds));
            PrintWriter out = spec.commandLine().getOut();
            if (manager.json()) {
                out.println(status);
            } else {
                out.println(channel + " started");
                AwaitedStart.places(status).forEach(out::println);
            }
            return 0;
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
