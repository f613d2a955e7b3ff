package io.otter.manager.web;

import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ChannelStatus;
import io.otter.database.precheck.Finding;
import io.otter.database.precheck.Found;
import io.otter.database.precheck.Severity;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.web.ChannelView.Fault;
import io.otter.manager.web.ChannelView.LogLine;
import io.otter.manager.web.ChannelView.PipelineView;
import io.otter.manager.web.ChannelView.ProcessView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Channels in every state, for testing pages; operations are recorded and carried out. */
@Component
@Primary
@ConditionalOnProperty(FakeChannels.WANTED)
final class FakeChannels implements ChannelSource {
    /** System property that enables them. */
    static final String WANTED = "test.fake-channels";

    static final String NASTY = "<script>alert('1')</script> & \"Müller\" 订单 🦦";

    private final Access access;
    private final Map<String, ChannelView> channels = new TreeMap<>();
    private final List<String> moves = new CopyOnWriteArrayList<>();

    FakeChannels(Access access) {
        this.access = access;
        Instant now = Instant.now();
        put(
                "shop",
                ChannelStatus.START,
                State.RUNNING,
                "",
                new PipelineView(
                        "src-to-dst",
                        new PipelineHealth(PipelineHealth.State.RUNNING, now.minusSeconds(90_000)),
                        new Reason("", null),
                        "shop-mysql",
                        List.of("warehouse"),
                        "n1",
                        7L,
                        "mysql-bin.000042:1234567",
                        now.minusSeconds(3),
                        340L,
                        1250.0,
                        5_000L,
                        1_400L,
                        List.of(
                                new ProcessView(4711, Stage.TRANSFORMED, "n1", 600, 148_000, now.minusMillis(900)),
                                new ProcessView(4712, Stage.SELECTED, "n1", 81, 9_900, now.minusMillis(120))),
                        now.minusSeconds(2),
                        null));
        put(
                "crm",
                ChannelStatus.START,
                State.NEEDS_YOU,
                "src-to-crm stopped at an error.",
                new PipelineView(
                        "src-to-crm",
                        new PipelineHealth(PipelineHealth.State.FAILING, now.minusSeconds(640)),
                        new Reason("", null),
                        "shop-mysql",
                        List.of("crm-mysql"),
                        "n2",
                        7L,
                        "mysql-bin.000042:998",
                        now.minusSeconds(3),
                        754_000L,
                        0.0,
                        5_000L,
                        1_400L,
                        List.of(),
                        now.minusSeconds(640),
                        new Fault(
                                ErrorCode.LOAD_MISSING_TARGET,
                                "pipeline src-to-crm: table crm.customer has no column \"full_name\" (row id=17, position"
                                        + " mysql-bin.000042:998).",
                                now.minusSeconds(640))));
        put(
                "two-sites",
                ChannelStatus.START,
                State.CATCHING_UP,
                "",
                new PipelineView(
                        "hz-to-us",
                        new PipelineHealth(PipelineHealth.State.CATCHING_UP, now.minusSeconds(75)),
                        new Reason("", null),
                        "hangzhou",
                        List.of("california"),
                        "hz1",
                        7L,
                        "0-1-88123",
                        now.minusSeconds(3),
                        86_000L,
                        18_400.0,
                        5_000L,
                        1_400L,
                        List.of(),
                        now.minusSeconds(1),
                        null),
                new PipelineView(
                        "us-to-hz",
                        new PipelineHealth(PipelineHealth.State.RUNNING, null),
                        new Reason("", null),
                        "california",
                        List.of("hangzhou"),
                        "us1",
                        7L,
                        "0-2-13",
                        now.minusSeconds(3),
                        210L,
                        3.5,
                        5_000L,
                        1_400L,
                        List.of(),
                        now.minusSeconds(3),
                        null));
        put(
                "archive",
                ChannelStatus.STOP,
                State.STOPPED,
                "",
                new PipelineView(
                        "orders",
                        new PipelineHealth(PipelineHealth.State.STOPPED, null),
                        new Reason("", null),
                        "orders-mariadb-of-the-second-site",
                        List.of("archive"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        5_000L,
                        1_400L,
                        List.of(),
                        null,
                        null));
        String tooLong = "night-batch: LOAD_DATA: table shop.item, row id = 7: Data too long for column name. "
                + ErrorCode.LOAD_DATA.advice();
        put(
                "night",
                ChannelStatus.PAUSE,
                State.PAUSED,
                tooLong,
                new PipelineView(
                        "night-batch",
                        new PipelineHealth(PipelineHealth.State.PAUSED, now.minusSeconds(4000)),
                        Reason.of(tooLong),
                        "shop-mysql",
                        List.of("archive"),
                        "n1",
                        7L,
                        "mysql-bin.000007:4",
                        now.minusSeconds(3),
                        null,
                        0.0,
                        5_000L,
                        1_400L,
                        List.of(),
                        now.minusSeconds(4000),
                        null));
        put(NASTY, ChannelStatus.STOP, State.STOPPED, "");
    }

    private void put(String name, ChannelStatus wanted, State state, String reason, PipelineView... pipelines) {
        channels.put(name, new ChannelView(name, wanted, state, Reason.of(reason), List.of(pipelines)));
    }

    List<String> moves() {
        return moves;
    }

    @Override
    public List<ChannelView> list() {
        return new ArrayList<>(channels.values());
    }

    @Override
    public List<NodeReport> nodes() {
        return List.of(
                new NodeReport(
                        1, "n1", "10.0.0.11", 2088, true, "5.0.0", Instant.now().minusSeconds(90_000), null),
                new NodeReport(2, "n2", "10.0.0.12", 2088, false, null, null, null),
                new NodeReport(
                        3,
                        "hz1",
                        "10.1.0.11",
                        2088,
                        true,
                        "5.0.0",
                        Instant.now().minusSeconds(300),
                        new NodeReport.Drained("admin", Instant.now().minusSeconds(120))));
    }

    @Override
    public ChannelView find(String name) {
        ChannelView view = channels.get(name);
        if (view == null) {
            throw new RefusedException(ErrorCode.NOT_FOUND, Refusal.CHANNEL_UNKNOWN.with(name));
        }
        return view;
    }

    @Override
    public void move(String name, ChannelStatus wanted) {
        access.require(Role.OPERATOR);
        find(name);
        if (name.equals("archive")) {
            throw new OtterException(ErrorCode.PRECHECK_FAILED, "channel archive: 1 mandatory check failed.");
        }
        moves.add(name + " " + wanted);
    }

    @Override
    public void start(String name, Set<String> ignored) {
        if (ignored.isEmpty()) {
            move(name, ChannelStatus.START);
        } else {
            moves.add(name + " START " + ignored);
        }
    }

    @Override
    public List<ChannelCheck> validate(String name) {
        find(name);
        Found source = Finding.SOURCE.with("shop-mysql", "127.0.0.1:3306");
        return List.of(
                new ChannelCheck(
                        "src-to-dst", "binlog-format", Severity.MANDATORY, true, Finding.LOG_ROWS.with(source), ""),
                new ChannelCheck(
                        "src-to-dst",
                        "privilege-replication-slave",
                        Severity.MANDATORY,
                        false,
                        Finding.PRIVILEGE_MISSING.with("'canal'@'%'", "REPLICATION SLAVE", source),
                        "GRANT REPLICATION SLAVE ON *.* TO 'canal'@'%';"),
                new ChannelCheck(
                        "src-to-dst",
                        "binlog-row-image",
                        Severity.WARNING,
                        false,
                        Finding.IMAGE_NOT_FULL.with(source, "MINIMAL"),
                        "SET GLOBAL binlog_row_image = 'FULL';"));
    }

    @Override
    public List<LogLine> log(String name, int most) {
        return name.equals("crm")
                ? List.of(new LogLine(
                        Instant.now().minusSeconds(640),
                        "n2",
                        "LOAD_MISSING_TARGET",
                        "Unknown column 'full_name' in 'field list'"))
                : List.of();
    }
}
