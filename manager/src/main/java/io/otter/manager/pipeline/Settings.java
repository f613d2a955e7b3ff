package io.otter.manager.pipeline;

import io.otter.common.model.DdlKind;
import io.otter.common.model.PipelineParameters;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.node.Node;
import io.otter.manager.pipeline.PipelineHead.Subject;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All current parameters of a pipeline, grouped by purpose. Thread-safe. */
@Component
final class Settings {
    private final ChannelBoard board;

    Settings(ChannelBoard board) {
        this.board = board;
    }

    /** @param title message key, without {@code settings.} */
    record Group(String title, List<Setting> settings) {
        Group {
            settings = List.copyOf(settings);
        }
    }

    /**
     * One parameter.
     *
     * @param key as in documents; with {@code field.} in front it is the message key of its label, with {@code .help}
     *     appended of its help
     * @param unit message key without {@code unit.}, empty when it has none
     * @param initial the default, empty when there is none
     */
    record Setting(String key, String value, String initial, String unit) {
        public boolean changed() {
            return !initial.isEmpty() && !initial.equals(value);
        }
    }

    List<Group> of(Subject subject) {
        Channel channel = subject.channel();
        Pipeline pipeline = subject.pipeline();
        PipelineParameters now = pipeline.parameters();
        PipelineParameters initial = PipelineParameters.DEFAULTS;
        return List.of(
                new Group(
                        "where",
                        List.of(
                                new Setting("canal", pipeline.canal(), "", ""),
                                new Setting("select", nodes(pipeline.select()), "", ""),
                                new Setting("load", nodes(pipeline.load()), "", ""),
                                setting("loadBalance", now.loadBalance(), initial.loadBalance(), ""))),
                new Group(
                        "flow",
                        List.of(
                                setting("parallelism", now.parallelism(), initial.parallelism(), "batches"),
                                setting("batchRows", now.batchRows(), initial.batchRows(), "rows"),
                                setting("batchBytes", now.batchBytes(), initial.batchBytes(), "bytes"),
                                setting("loadPoolSize", now.loadPoolSize(), initial.loadPoolSize(), "connections"),
                                setting("order", now.order(), initial.order(), ""),
                                setting(
                                        "heartbeatSeconds",
                                        now.heartbeatSeconds(),
                                        initial.heartbeatSeconds(),
                                        "seconds"))),
                new Group(
                        "rows",
                        List.of(
                                setting("syncMode", channel.syncMode(), "ROW", ""),
                                setting("consistency", channel.consistency(), "BASE", ""),
                                setting("noKey", now.noKey(), initial.noKey(), ""),
                                setting("skipNoRow", now.skipNoRow(), initial.skipNoRow(), ""),
                                setting(
                                        "enableCompatibleMissColumn",
                                        now.compatibleMissingColumn(),
                                        initial.compatibleMissingColumn(),
                                        ""),
                                setting("skipFreeDoor", now.skipFreeDoor(), initial.skipFreeDoor(), ""),
                                setting("purgeFreeDoor", now.purgeFreeDoor(), initial.purgeFreeDoor(), ""))),
                new Group(
                        "faults",
                        List.of(
                                setting("onError", now.onError(), initial.onError(), ""),
                                setting("dryRun", now.dryRun(), initial.dryRun(), ""))),
                new Group(
                        "ddl",
                        List.of(
                                setting("ddlSync", now.ddlSync(), initial.ddlSync(), ""),
                                new Setting("ddl", policies(now), policies(initial), ""))));
    }

    private static Setting setting(String key, Object value, Object initial, String unit) {
        return new Setting(key, value.toString(), initial.toString(), unit);
    }

    private static String policies(PipelineParameters parameters) {
        return Stream.of(DdlKind.values())
                .map(kind -> kind + ": " + parameters.policy(kind))
                .collect(Collectors.joining(", "));
    }

    private String nodes(List<Integer> nids) {
        return nids.stream()
                .map(nid -> board.facts().configured().node(nid).map(Node::name).orElse("nid " + nid))
                .collect(Collectors.joining(", "));
    }
}
