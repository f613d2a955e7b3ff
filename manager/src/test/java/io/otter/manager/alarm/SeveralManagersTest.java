package io.otter.manager.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.Znode;
import io.otter.common.json.Json;
import io.otter.manager.Played;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.monitor.Reports;
import io.otter.manager.monitor.StateLog;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import jakarta.mail.MessagingException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Two managers with one database and ZooKeeper: one evaluates rules and mails, and the other takes over. */
@ExtendWith(SharedServers.class)
class SeveralManagersTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PERIOD = Duration.ofMillis(50);
    private static final String RAISED = "[otter] RAISED DELAYTIME: shop / one-way";
    private static final String RECOVERED = "[otter] RECOVERED DELAYTIME: shop / one-way";

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        mail.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    @Test
    void oneManagerSendsMailsAndTheOtherContinuesWhereItStopped(ServerPool servers) throws Exception {
        try (Played played = new Played(servers);
                ConfigurableApplicationContext second = played.manager().startAnother()) {
            ApplicationContext first = played.manager().context();
            for (ApplicationContext manager : List.of(first, second)) {
                manager.getBean(AlarmGuard.class).stop(); // the test has its own guards, whose time runs faster
                await().atMost(LIMIT)
                        .until(() -> manager.getBean(Coordination.class).state() == SessionState.CONNECTED);
            }
            configure(played);

            hear(played, 90_000, first, second);
            Guarded one = new Guarded(first);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(subjects()).containsExactly(RAISED));
            Guarded other = new Guarded(second);
            await().atMost(LIMIT).until(() -> standing(played) == 2);
            one.awaitLooks();
            assertThat(other.looks()).as("one leads, and the other does not").isZero();

            hear(played, 90_000, first, second);
            one.guard.stop();
            other.awaitLooks();
            assertThat(subjects())
                    .as("it lasts, and the one before has told it")
                    .containsExactly(RAISED);

            hear(played, 90_000, first, second);
            Guarded back = new Guarded(first);
            await().atMost(LIMIT).until(() -> standing(played) == 2);
            other.awaitLooks();
            assertThat(back.looks()).as("who comes back does not take the lead").isZero();
            second.close(); // with its session; its guard is not notified
            hear(played, 0, first);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(subjects()).containsExactly(RAISED, RECOVERED));
            back.awaitLooks();
            assertThat(subjects()).hasSize(2);
            assertThat(played.api().get("alarms")).isEmpty();
            back.guard.stop();
            other.guard.stop();
        }
    }

    private static void hear(Played played, long delayMillis, ApplicationContext... managers) {
        for (ApplicationContext manager : managers) {
            played.hear(manager, delayMillis);
        }
    }

    /** How many managers lead or are candidates. */
    private static int standing(Played played) throws Exception {
        return played.node().client().getChildren().forPath(Znode.LEADER).size();
    }

    private List<String> subjects() {
        return Stream.of(mail.getReceivedMessages())
                .map(message -> {
                    try {
                        return message.getSubject();
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private void configure(Played played) throws Exception {
        played.manager().execute("TRUNCATE TABLE ALARM_RULE");
        HttpResponse<String> parameters = played.api()
                .put(
                        "system-parameters",
                        new String(Json.write(Map.of(
                                "receivers", "ops = ops@example.com",
                                "defaultReceiver", "ops",
                                "mailHost", "127.0.0.1",
                                "mailPort", Integer.toString(mail.getSmtp().getPort()),
                                "mailSecurity", "NONE",
                                "mailFrom", "otter@example.com"))),
                        "application/json");
        assertThat(parameters.statusCode()).as(parameters.body()).isEqualTo(200);
        HttpResponse<String> rule = played.api()
                .post(
                        "alarm-rules",
                        new String(Json.write(Map.of(
                                "pipeline", Long.toString(played.pipeline()),
                                "kind", "DELAYTIME",
                                "threshold", "60",
                                "intervalSeconds", "604800",
                                "enabled", "true"))));
        assertThat(rule.statusCode()).as(rule.body()).isEqualTo(200);
    }

    /** A manager's guard, whose watch counts its checks and pretends that five seconds pass between two of them. */
    private static final class Guarded {
        private final Looks looks = new Looks();
        private final AlarmGuard guard;

        Guarded(ApplicationContext manager) {
            guard = new AlarmGuard(
                    new AlarmWatch(
                            manager.getBean(AlarmRules.class),
                            manager.getBean(AlarmMapper.class),
                            manager.getBean(AlarmFacts.class),
                            manager.getBean(Reports.class),
                            manager.getBean(Delivery.class),
                            manager.getBean(AlarmWords.class),
                            looks),
                    manager.getBean(AutoRecovery.class),
                    manager.getBean(StateLog.class),
                    manager.getBean(ChannelBoard.class),
                    manager.getBean(PipelineFacts.class),
                    manager.getBean(Coordination.class),
                    PERIOD);
            guard.start();
        }

        int looks() {
            return looks.count.get();
        }

        /** Waits until it has evaluated the rules, including the delay after taking the lead. */
        void awaitLooks() {
            int before = looks();
            await().atMost(LIMIT).until(() -> looks() > before + 6);
        }
    }

    /** Read once per check. */
    private static final class Looks extends Clock {
        private static final long SECONDS_BETWEEN = 5;

        private final Instant begun = Instant.now();
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Instant instant() {
            return begun.plusSeconds(SECONDS_BETWEEN * count.incrementAndGet());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
