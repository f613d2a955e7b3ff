package io.otter.manager.edit;

import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Consistency;
import io.otter.common.model.DdlKind;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.LoadBalance;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NoKey;
import io.otter.common.model.Order;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.SyncMode;
import io.otter.database.SslMode;
import io.otter.manager.edit.Field.Type;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The form fields of each kind of thing. Thread-safe. */
@Component
final class Forms {
    private final SpecService specs;

    Forms(SpecService specs) {
        this.specs = specs;
    }

    /**
     * Fields under a heading.
     *
     * @param title what they belong to, empty for the thing itself
     * @param key message key of their subject, empty if obvious
     */
    record Group(String title, String key, List<Field> fields) {
        Group {
            fields = List.copyOf(fields);
        }
    }

    List<Group> of(Kind kind, ObjectNode thing) {
        return switch (kind) {
            case ZOOKEEPERS -> plain(Field.name(), Field.of("/servers", "field.servers", Type.LIST, ""));
            case NODES ->
                plain(
                        Field.name(),
                        new Field("/nid", "field.nid", Type.NUMBER, true, List.of(), ""),
                        Field.of("/ip", "field.ip", Type.TEXT, ""),
                        Field.of("/port", "field.nodePort", Type.NUMBER, "2088"),
                        Field.choice("/zookeeper", "field.zookeeper", specs.names(Kind.ZOOKEEPERS), ""));
            case GROUPS ->
                plain(
                        new Field("/name", "field.groupName", Type.TEXT, true, List.of(), ""),
                        Field.of("/master", "field.master", Type.TEXT, ""),
                        Field.of("/standby", "field.standby", Type.TEXT, ""),
                        Field.of("/description", "field.description", Type.TEXT, ""));
            case SOURCES ->
                plain(
                        Field.name(),
                        Field.choice("/group", "field.group", specs.names(Kind.GROUPS), ""),
                        Field.of("/host", "field.host", Type.TEXT, ""),
                        Field.of("/port", "field.port", Type.NUMBER, ""),
                        Field.of("/username", "field.username", Type.TEXT, ""),
                        Field.of("/password", "field.password", Type.PASSWORD, ""),
                        Field.choice("/options/sslMode", "field.sslMode", names(SslMode.values()), ""),
                        Field.of("/options/trustedCertificates", "field.trustedCertificates", Type.TEXT, ""),
                        Field.of("/options/clientCertificate", "field.clientCertificate", Type.TEXT, ""));
            case CANALS ->
                plain(
                        Field.name(),
                        Field.choice("/source", "field.canalSource", specs.names(Kind.SOURCES), ""),
                        Field.of("/start", "field.start", Type.START, "latest"),
                        Field.of("/tsdb", "field.tsdb", Type.FLAG, "true"),
                        Field.choice("/group", "field.canalGroup", specs.names(Kind.GROUPS), ""),
                        Field.of("/addresses", "field.addresses", Type.LIST, ""),
                        Field.of("/username", "field.canalUsername", Type.TEXT, ""),
                        Field.of("/password", "field.canalPassword", Type.PASSWORD, ""),
                        Field.of("/slaveId", "field.slaveId", Type.NUMBER, ""));
            case CHANNELS -> channel(thing);
        };
    }

    List<Group> media() {
        return plain(
                Field.choice("/source", "field.pairSource", specs.names(Kind.SOURCES), ""),
                Field.of("/schema", "field.schema", Type.TEXT, ""),
                Field.of("/table", "field.table", Type.TEXT, ""));
    }

    List<Group> pair() {
        List<String> sources = specs.names(Kind.SOURCES);
        return List.of(
                new Group(
                        "",
                        "pair.from",
                        List.of(
                                Field.choice("/from/source", "field.pairSource", sources, ""),
                                Field.of("/from/schema", "field.schema", Type.TEXT, ""),
                                Field.of("/from/table", "field.table", Type.TEXT, ""))),
                new Group(
                        "",
                        "pair.to",
                        List.of(
                                Field.choice("/to/source", "field.pairSource", sources, ""),
                                Field.of("/to/schema", "field.schema", Type.TEXT, ""),
                                Field.of("/to/table", "field.toTable", Type.TEXT, ""))),
                new Group(
                        "",
                        "pair.columns",
                        List.of(
                                Field.choice(
                                        "/columns/mode", "field.columnMode", names(ColumnPairMode.values()), "INCLUDE"),
                                Field.of("/columns/pairs", "field.columns", Type.COLUMNS, ""),
                                Field.of("/columns/groups", "field.groups", Type.GROUPS, ""),
                                Field.of("/columns/masked", "field.masked", Type.LIST, ""))),
                new Group(
                        "",
                        "pair.rows",
                        List.of(
                                number("", "weight", MediaPair.DEFAULT_WEIGHT),
                                Field.of("/filter", "field.filter", Type.TEXT, ""),
                                Field.of("/processor", "field.processor", Type.TEXT, ""))),
                new Group(
                        "",
                        "pair.conflicts",
                        List.of(
                                Field.choice(
                                        "/conflictPolicy",
                                        "field.conflictPolicy",
                                        names(ConflictPolicy.values()),
                                        ConflictPolicy.STOP.name()),
                                Field.of("/homeSource", "field.homeSource", Type.TEXT, ""),
                                Field.of("/newestColumn", "field.newestColumn", Type.TEXT, ""),
                                Field.of("/additiveColumns", "field.additiveColumns", Type.LIST, ""))));
    }

    private List<Group> channel(ObjectNode thing) {
        List<Group> groups = new ArrayList<>(plain(
                Field.name(),
                Field.choice("/syncMode", "field.syncMode", names(SyncMode.values()), "ROW"),
                Field.choice("/consistency", "field.consistency", names(Consistency.values()), "BASE"),
                Field.of("/initialCopy", "field.initialCopy", Type.FLAG, "false"),
                Field.of("/pauseTogether", "field.pauseTogether", Type.FLAG, "false"),
                Field.of("/verify/cron", "field.verifyCron", Type.TEXT, ""),
                Field.of("/verify/sample", "field.verifySample", Type.NUMBER, "0")));
        JsonNode pipelines = thing.path("pipelines");
        for (int i = 0; i < pipelines.size(); i++) {
            groups.addAll(
                    pipeline("/pipelines/" + i, pipelines.path(i).path("name").asString(""), List.of()));
        }
        return groups;
    }

    /** The fields of a new pipeline, with its first pairs as lines. */
    List<Group> newPipeline(String at) {
        return pipeline(at, "", List.of(new Field(at + "/name", "field.name", Type.TEXT, false, List.of(), "")));
    }

    private List<Group> pipeline(String at, String title, List<Field> first) {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        String parameters = at + "/parameters";
        List<Field> place = new ArrayList<>(first);
        place.add(Field.choice(at + "/canal", "field.canal", specs.names(Kind.CANALS), ""));
        List<String> nodes = specs.names(Kind.NODES);
        place.add(Field.ticks(at + "/select", "field.select", nodes));
        place.add(Field.ticks(at + "/load", "field.load", nodes));
        place.add(Field.choice(
                parameters + "/loadBalance",
                "field.loadBalance",
                names(LoadBalance.values()),
                defaults.loadBalance().name()));
        List<Field> ddl = new ArrayList<>(
                List.of(Field.of(parameters + "/ddlSync", "field.ddlSync", Type.FLAG, flag(defaults.ddlSync()))));
        for (DdlKind kind : DdlKind.values()) {
            ddl.add(Field.choice(
                    parameters + "/ddl/" + kind.name(), "field.ddl." + kind, names(DdlPolicy.values()), ""));
        }
        return List.of(
                new Group(title, title.isEmpty() ? "group.pipeline" : "", place),
                new Group(
                        title,
                        "group.speed",
                        List.of(
                                number(parameters, "parallelism", defaults.parallelism()),
                                number(parameters, "batchRows", defaults.batchRows()),
                                number(parameters, "batchBytes", defaults.batchBytes()),
                                number(parameters, "loadPoolSize", defaults.loadPoolSize()),
                                number(parameters, "heartbeatSeconds", defaults.heartbeatSeconds()),
                                Field.choice(
                                        parameters + "/order",
                                        "field.order",
                                        names(Order.values()),
                                        defaults.order().name()))),
                new Group(
                        title,
                        "group.rows",
                        List.of(
                                Field.choice(
                                        parameters + "/onError",
                                        "field.onError",
                                        names(ErrorPolicy.values()),
                                        defaults.onError().name()),
                                Field.choice(
                                        parameters + "/noKey",
                                        "field.noKey",
                                        names(NoKey.values()),
                                        defaults.noKey().name()),
                                flag(parameters, "enableCompatibleMissColumn", defaults.compatibleMissingColumn()),
                                flag(parameters, "skipNoRow", defaults.skipNoRow()),
                                flag(parameters, "skipFreeDoor", defaults.skipFreeDoor()),
                                flag(parameters, "purgeFreeDoor", defaults.purgeFreeDoor()),
                                flag(parameters, "dryRun", defaults.dryRun()))),
                new Group(title, "group.ddl", ddl));
    }

    private static Field flag(String at, String name, boolean initial) {
        return Field.of(at + "/" + name, "field." + name, Type.FLAG, flag(initial));
    }

    private static String flag(boolean value) {
        return Boolean.toString(value);
    }

    private static Field number(String at, String name, int initial) {
        return Field.of(at + "/" + name, "field." + name, Type.NUMBER, Integer.toString(initial));
    }

    private static List<Group> plain(Field... fields) {
        return List.of(new Group("", "", List.of(fields)));
    }

    private static List<String> names(Enum<?>[] constants) {
        return Stream.of(constants).map(Enum::name).toList();
    }
}
