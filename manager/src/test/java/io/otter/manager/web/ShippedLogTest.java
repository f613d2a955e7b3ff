package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedLogTest {
    private static final String FORGED =
            "\n2026-01-01 00:00:00.000 INFO  [main] i.o.Audit - admin logged in\r\u001b[2K\u009b2K\u0085\u2028\u202e";

    @ParameterizedTest
    @CsvSource({"../conf/manager/logback.xml,manager.log", "../conf/node/logback.xml,node.log"})
    void itIsWrittenAndMadeAnewWhenSomebodyDeletesIt(String file, String name, @TempDir Path directory)
            throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("otter.logs", directory.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of(file).toFile());
        Logger logger = context.getLogger("a.b.C");
        Path log = directory.resolve(name);
        logger.warn("a line");
        assertThat(log).content().contains("WARN", "a line");
        Files.delete(log); // to make room, while the process writes it
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            logger.warn("another line");
            assertThat(log).content().contains("another line").doesNotContain("a line");
        });
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../conf/manager/logback.xml", "../conf/node/logback.xml"})
    void whatComesFromOthersBeginsNoLine(String file) throws Exception {
        Matcher pattern = Pattern.compile("<pattern>(.*)</pattern>").matcher(Files.readString(Path.of(file)));
        assertThat(pattern.find()).isTrue();
        PatternLayout layout = new PatternLayout();
        LoggerContext context = new LoggerContext();
        layout.setContext(context);
        layout.setPattern(pattern.group(1).replace("&lt;", "<").replace("&amp;", "&"));
        layout.start();
        Exception cause = new IllegalStateException("cause" + FORGED);
        LoggingEvent event = new LoggingEvent(
                "x",
                context.getLogger("a.b.C"),
                Level.WARN,
                "DDL {}",
                new RuntimeException("fault" + FORGED, cause),
                new Object[] {"DROP TABLE `x" + FORGED + "`"});
        event.setThreadName("pipeline" + FORGED);
        String text = layout.doLayout(event);
        assertThat(text).contains("WARN", "DROP TABLE `x", "fault", "ShippedLogTest", "Caused by");
        assertThat(text.lines().filter(line -> line.startsWith("20"))).hasSize(1);
        assertThat(text).doesNotContain("\r", "\u001b", "\u009b", "\u0085", "\u2028", "\u202e");
    }
}
