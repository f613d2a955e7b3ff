package io.otter.manager.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.json.Json;
import io.otter.communication.Credentials;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell's view, with responses in the format of the API. */
class OtterCtlTest {
    private record Answer(int status, String body) {}

    private final Map<String, Answer> answers = Collections.synchronizedMap(new HashMap<>());
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aChannelWithAnyNameIsStartedByName() {
        answers.put("POST /api/v1/channels/%E8%AE%A2%E5%8D%95%20%22a%22/start", new Answer(200, "{}"));
        assertThat(run("start", "订单 \"a\"")).isZero();
        assertThat(out).isEqualTo("订单 \"a\" started\n");
        assertThat(calls)
                .containsExactly("POST /api/v1/channels/%E8%AE%A2%E5%8D%95%20%22a%22/start Basic YWRtaW46c2VjcmV0");
    }

    @Test
    void aTokenIsMadeWithThePasswordAndListed() {
        answers.put("POST /api/v1/tokens", new Answer(200, "{\"token\":\"otter_x\"}"));
        assertThat(run("tokens", "--new", "ci", "--role", "VIEWER", "--channel", "a b"))
                .isZero();
        assertThat(out).isEqualTo("otter_x\n");
        answers.put(
                "GET /api/v1/tokens?all=true",
                new Answer(
                        200,
                        "[{\"id\":7,\"user\":\"ann\",\"name\":\"ci\",\"role\":\"VIEWER\",\"channels\":[\"a b\"],\"expires\":\"2027\",\"used\":null}]"));
        assertThat(run("tokens", "--all")).isZero();
        assertThat(out).contains("7   ann   ci    VIEWER  a b       2027     -");
    }

    /** A script that greps, and a person who wonders whether it has worked. */
    @Test
    void thatThereIsNothingIsSaid() {
        for (String list : List.of("ddl", "errors", "unknown-tables", "checkpoint")) {
            answers.put("GET /api/v1/channels/shop/" + list, new Answer(200, "[]"));
            assertThat(run(list, "shop")).as(list).isZero();
            assertThat(out).as(list).startsWith("no ").endsWith("\n");
            assertThat(run("-o", "json", list, "shop")).isZero();
            assertThat(out).as(list).isEqualTo("[]\n");
        }
        for (String list : List.of("resync", "verify")) {
            answers.put("GET /api/v1/channels/shop/" + list, new Answer(200, "{\"runs\":[],\"freeDoor\":[]}"));
            assertThat(run(list, "shop", "--list")).isZero();
            assertThat(out).as(list).startsWith("no ").endsWith("\n");
        }
        assertThat(run("resync", "shop", "--free-door")).isZero();
        assertThat(out).isEqualTo("no free door\n");
        answers.put("GET /api/v1/channels/shop/verify/3/rows?page=0", new Answer(200, "{\"rows\":[],\"more\":false}"));
        assertThat(run("verify", "shop", "--id", "3", "--rows")).isZero();
        assertThat(out).isEqualTo("no row differs\n");
    }

    @Test
    void columnsOfATableStandBelowEachOtherInEveryScript() {
        answers.put(
                "GET /api/v1/users",
                new Answer(
                        200, "[{\"name\":\"订单组\",\"role\":\"ADMIN\"},{\"name\":\"zoe\u0301\",\"role\":\"VIEWER\"}]"));
        assertThat(run("users")).isZero();
        assertThat(out.lines()).containsExactly("NAME    ROLE", "订单组  ADMIN", "zoe\u0301     VIEWER");
    }

    @Test
    void aRefusalIsOneLineWithCodeAndAdvice() {
        answers.put(
                "POST /api/v1/channels/shop/start",
                new Answer(
                        409,
                        "{\"code\":\"PRECHECK_FAILED\",\"detail\":\"channel shop: 2 checks failed.\",\"advice\":\"-\"}"));
        assertThat(run("start", "shop")).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(err)
                .startsWith("PRECHECK_FAILED: channel shop: 2 checks failed. Fix what the failed checks name")
                .hasLineCount(1);
    }

    @Test
    void aStartCanWaitForThePlaceWhereReadingBegins() {
        answers.put("POST /api/v1/channels/shop/start", new Answer(200, "{}"));
        String pipeline = "{\"name\":\"one-way\",\"mainstem\":{\"ready\":%s},\"position\":%s}";
        String status = "{\"status\":\"%s\",\"reason\":\"%s\",\"pipelines\":[%s]}";
        String place = "{\"file\":\"binlog.000002\",\"offset\":154,\"gtidSet\":\"\"}";
        String path = "GET /api/v1/channels/shop/status";

        answers.put(path, new Answer(200, status.formatted("START", "", pipeline.formatted("true", place))));
        assertThat(run("start", "--wait", "shop")).as(err).isZero();
        assertThat(out).isEqualTo("shop started\none-way reads from binlog.000002:154\n");

        answers.put(path, new Answer(200, status.formatted("START", "", pipeline.formatted("false", "null"))));
        assertThat(run("start", "--wait", "--timeout", "0", "shop")).isEqualTo(1);
        assertThat(err).contains("shop does not read after 0 s: one-way waits for a node");

        answers.put(path, new Answer(200, status.formatted("PAUSE", "the log is gone", "")));
        assertThat(run("start", "--wait", "shop")).isEqualTo(1);
        assertThat(err).contains("shop is at PAUSE: the log is gone");
    }

    @Test
    void checkpointsOfAnotherInstallationAreShownAndDecidedAbout() {
        String kept = "[{\"pipeline\":\"one-way\",\"kept\":[{\"target\":\"dst\",\"fault\":\"\",\"foreign\":\"%s\","
                + "\"position\":{\"file\":\"b.000001\",\"offset\":9}}]}]";
        answers.put("GET /api/v1/channels/shop/checkpoint", new Answer(200, kept.formatted("theirs")));
        answers.put("POST /api/v1/channels/shop/checkpoint", new Answer(200, kept.formatted("")));

        assertThat(run("checkpoint", "shop")).as(err).isZero();
        assertThat(out).isEqualTo("one-way -> dst  b.000001:9  of another installation: theirs\n");
        assertThat(run("checkpoint", "shop", "--take-over", "--begin-anew")).isEqualTo(2);
        assertThat(run("checkpoint", "shop", "--take-over")).as(err).isZero();
        assertThat(out).isEqualTo("one-way -> dst  b.000001:9\n");
    }

    @Test
    void waitingDdlIsShownAndDecidedAbout() {
        String waiting = "[{\"id\":\"3-2\",\"pipeline\":\"one-way\",\"target\":\"dst\",\"position\":\"b.1:9\","
                + "\"sql\":\"DROP TABLE user\",\"tables\":[\"crm.customer\"],\"statements\":[\"DROP TABLE IF EXISTS `crm`.`customer`\"],"
                + "\"reason\":\"the policy of DROP is ASK.\",\"answered\":false}]";
        answers.put("GET /api/v1/channels/shop/ddl", new Answer(200, waiting));
        answers.put("POST /api/v1/channels/shop/ddl/3-2", new Answer(200, "[]"));
        assertThat(run("ddl", "shop")).isZero();
        assertThat(out).contains("3-2  one-way -> dst", "DROP TABLE user", "tables: crm.customer", "policy of DROP");
        assertThat(run("ddl", "shop", "--skip", "--run")).isEqualTo(2);
        assertThat(run("ddl", "shop", "--skip")).as(err).isZero();
        assertThat(calls).anyMatch(call -> call.startsWith("POST /api/v1/channels/shop/ddl/3-2"));
        answers.put("GET /api/v1/channels/shop/ddl", new Answer(200, "[]"));
        assertThat(run("ddl", "shop", "--run")).isEqualTo(5);
        assertThat(err).contains("has no statement that awaits a decision");
    }

    @Test
    void rowsAtWhichPipelinesStoppedAreShownAndDecidedAbout() {
        String row = "{\"id\":\"3-2-9\",\"pipeline\":\"one-way\",\"target\":\"dst\",\"position\":\"b.1:9\","
                + "\"kind\":\"UPDATE\",\"targetTable\":\"shop.item\",\"errorCode\":\"LOAD_DATA\","
                + "\"errorText\":\"it does not fit\",\"advice\":\"Fix it.\",\"permittedBy\":null,\"row\":"
                + "{\"key\":\"id = 7\",\"before\":{\"id\":7},\"after\":{\"id\":7,\"n\":1},\"present\":null,\"others\":[]}}";
        answers.put("GET /api/v1/channels/shop/errors", new Answer(200, "[" + row + "]"));
        answers.put("POST /api/v1/channels/shop/errors/3-2-9", new Answer(200, "[]"));
        assertThat(run("errors", "shop")).as(err).isZero();
        assertThat(out)
                .contains("3-2-9  one-way -> dst at b.1:9", "UPDATE shop.item id = 7", "after: {\"id\":7,\"n\":1}")
                .doesNotContain("present");
        assertThat(run("errors", "shop", "--put-aside", "3-2-9")).as(err).isZero();
        assertThat(calls).anyMatch(call -> call.startsWith("POST /api/v1/channels/shop/errors/3-2-9"));
        assertThat(run("errors", "shop", "--put-aside", "3-2-9", "--retry", "3-2-9"))
                .isNotZero();
    }

    @Test
    void unknownTablesAreShownAndTheirPresentDefinitionsTaken() {
        String table = "{\"pipeline\":\"one-way\",\"schema\":\"shop\",\"table\":\"user\",\"position\":\"b.1:9\","
                + "\"reason\":\"it has other columns now\",\"permitted\":false}";
        answers.put("GET /api/v1/channels/shop/unknown-tables", new Answer(200, "[" + table + "]"));
        answers.put("POST /api/v1/channels/shop/unknown-tables/take-present", new Answer(200, "[]"));
        assertThat(run("unknown-tables", "shop")).isZero();
        assertThat(out).contains("one-way  shop.user at b.1:9", "it has other columns now");
        assertThat(run("unknown-tables", "shop", "--take-present", "shop.user"))
                .as(err)
                .isZero();
        assertThat(calls).anyMatch(call -> call.startsWith("POST /api/v1/channels/shop/unknown-tables/take-present"));
        assertThat(run("unknown-tables", "shop", "--take-present", "shop.item")).isEqualTo(5);
        assertThat(err).contains("no pipeline of shop has stopped at shop.item");
        answers.put(
                "GET /api/v1/channels/shop/unknown-tables",
                new Answer(200, "[" + table + "," + table.replace("one-way", "two-way") + "]"));
        assertThat(run("unknown-tables", "shop", "--take-present", "shop.user")).isEqualTo(5);
        assertThat(err).contains("choose one with --pipeline");
        assertThat(run("unknown-tables", "shop", "--take-present", "shop.user", "--pipeline", "two-way"))
                .isZero();
    }

    @Test
    void deadLettersAreShownRetriedAndDiscarded() {
        answers.put(
                "GET /api/v1/channels/shop/dead-letters?most=500&state=OPEN",
                new Answer(
                        200,
                        "[{\"id\":17,\"state\":\"OPEN\",\"targetTable\":\"crm.customer\",\"kind\":\"INSERT\","
                                + "\"key\":\"id = 5\",\"refused\":\"2026-01-01T00:00:00Z\",\"errorText\":\"too long\"}]"));
        answers.put(
                "POST /api/v1/channels/shop/dead-letters/17/retry",
                new Answer(200, "{\"id\":17,\"state\":\"RETRYING\"}"));
        answers.put("POST /api/v1/channels/shop/dead-letters/retry", new Answer(200, "{\"sent\":3}"));
        answers.put(
                "POST /api/v1/channels/shop/dead-letters/17/discard",
                new Answer(200, "{\"id\":17,\"state\":\"DISCARDED\"}"));
        assertThat(run("dead-letters", "shop")).as(err).isZero();
        assertThat(out).contains("17", "crm.customer", "id = 5", "too long");
        assertThat(run("dead-letters", "shop", "--retry", "17")).isZero();
        assertThat(out).contains("17 is RETRYING");
        assertThat(run("dead-letters", "shop", "--retry-all")).isZero();
        assertThat(out).contains("3 rows sent again");
        assertThat(run("dead-letters", "shop", "--discard", "17")).isZero();
        assertThat(out).contains("17 is DISCARDED");
    }

    @Test
    void conflictsAreShown() {
        answers.put(
                "GET /api/v1/channels/shop/conflicts?most=100&before=0",
                new Answer(
                        200,
                        "[{\"id\":18,\"pipeline\":\"east\",\"targetTable\":\"crm.customer\",\"kind\":\"UPDATE\",\"taken\":false,"
                                + "\"policy\":\"HOME\",\"row\":{\"key\":\"id = 5\"},\"decided\":\"2026-01-01T00:00:00Z\"}]"));
        assertThat(run("conflicts", "shop")).as(err).isZero();
        assertThat(out).contains("18", "crm.customer", "id = 5", "HOME", "left");
    }

    @Test
    void aThingIsDeleted() {
        answers.put("DELETE /api/v1/sources/%E8%AE%A2%E5%8D%95%2Fa", new Answer(200, "{\"deleted\":\"订单/a\"}"));
        assertThat(run("delete", "sources", "订单/a")).as(err).isZero();
        assertThat(out).isEqualTo("订单/a deleted\n");
        answers.put("DELETE /api/v1/alarm-rules/7", new Answer(200, "[]"));
        assertThat(run("delete", "alarm-rules", "7")).as(err).isZero();
    }

    @Test
    void aDrainSaysWhatWouldStop() {
        String plan = "{\"node\":{\"name\":\"n1\"},\"owned\":[],"
                + "\"standStill\":[{\"channel\":\"shop\",\"pipeline\":\"one-way\",\"stage\":\"SELECT\"}]}";
        answers.put("GET /api/v1/nodes/n1/drain", new Answer(200, plan));
        answers.put("POST /api/v1/nodes/n1/drain", new Answer(200, plan));
        answers.put("POST /api/v1/nodes/n1/undrain", new Answer(200, plan));
        assertThat(run("drain", "--dry-run", "n1")).as(err).isZero();
        assertThat(out).isEqualTo("would stop: shop one-way (no other SELECT node)\nn1 not changed\n");
        assertThat(calls).allMatch(call -> call.startsWith("GET"));
        assertThat(run("drain", "n1")).isZero();
        assertThat(out).contains("stops: shop one-way", "n1 drained");
        assertThat(run("undrain", "n1")).isZero();
        assertThat(out).contains("n1 undrained");
    }

    @Test
    void aSwitchWaitsForTheNextNodeAndSaysWhichItIs() {
        answers.put(
                "POST /api/v1/channels/shop/switch?pipeline=one-way&to=n2",
                new Answer(200, "[{\"pipeline\":\"one-way\",\"from\":1,\"epoch\":7,\"to\":2}]"));
        String status = "{\"name\":\"shop\",\"pipelines\":[{\"name\":\"one-way\",\"mainstem\":{\"nid\":%d,"
                + "\"node\":\"n%d\",\"epoch\":%d,\"ready\":true}}]}";
        answers.put("GET /api/v1/channels/shop/status", new Answer(200, status.formatted(2, 2, 8)));
        assertThat(run("switch", "shop", "one-way", "--to", "n2")).as(err).isZero();
        assertThat(out).isEqualTo("one-way: node 1 -> n2\n");
        answers.put("GET /api/v1/channels/shop/status", new Answer(200, status.formatted(1, 1, 7)));
        assertThat(run("switch", "shop", "one-way", "--to", "n2", "--timeout", "0"))
                .isEqualTo(1);
        assertThat(err).contains("no other node reads", "one-way");
    }

    @Test
    void aStartThatWaitsEndsWhereAFaultHasPausedOneDirection() {
        answers.put("POST /api/v1/channels/shop/start", new Answer(200, "{}"));
        answers.put(
                "GET /api/v1/channels/shop/status",
                new Answer(
                        200,
                        "{\"name\":\"shop\",\"status\":\"START\",\"pipelines\":[{\"name\":\"there\",\"health\":{\"state\":"
                                + "\"STARTING\"}},{\"name\":\"back\",\"health\":{\"state\":\"PAUSED_BY_FAULT\"},"
                                + "\"reason\":\"back: LOAD_DATA: row 7\"}]}"));
        assertThat(run("start", "--wait", "shop")).isEqualTo(1);
        assertThat(err).contains("back: LOAD_DATA: row 7");
    }

    @Test
    void aWrongDocumentIsRefusedWithThePath(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("shop.yaml"), "channels: []");
        answers.put(
                "PUT /api/v1/spec",
                new Answer(
                        400,
                        "{\"code\":\"SPEC_INVALID\",\"detail\":\"channels[0].pipelines[0].canal: no canal named \\\"x\\\".\"}"));
        assertThat(run("apply", "-f", file.toString())).isEqualTo(6);
        assertThat(err)
                .startsWith("SPEC_INVALID: channels[0].pipelines[0].canal: no canal named \"x\".")
                .hasLineCount(1);
        assertThat(run("apply", "-f", directory.resolve("none.yaml").toString()))
                .isEqualTo(6);
        assertThat(err).startsWith("FILE_UNREADABLE: cannot read");
    }

    @Test
    void statusShowsEveryPipelineAndItsError() {
        answers.put("GET /api/v1/channels/shop/status", new Answer(200, """
                {"id":1,"name":"shop","status":"START","reason":"","running":true,"pipelines":[{"id":2,"name":"a-to-b",
                "health":{"state":"CATCHING_UP","since":null},"running":true,"mainstem":{"nid":1,"node":"n1","epoch":3,"ready":true},
                "position":{"file":"mysql-bin.000001","offset":4,"gtidSet":""},"delayMillis":12,"rowsPerSecond":3.5,
                "inFlight":[],"lastError":null,
                "lastHeard":"2026-11-24T00:00:00Z"}]}"""));
        assertThat(run("status", "shop")).isZero();
        assertThat(out).contains("shop", "START", "a-to-b", "catching up", "n1", "12 ms", "3.5", "mysql-bin.000001:4");
        assertThat(run("status", "shop", "-o", "json")).isZero();
        assertThat(out).startsWith("{").contains("\"delayMillis\":12").hasLineCount(1);
    }

    @Test
    void validateNamesTheSqlAndFailsWhenSomethingMandatoryDoes() {
        answers.put("POST /api/v1/channels/shop/validate", new Answer(200, """
                {"valid":false,"checks":[{"name":"privileges","pipeline":"a-to-b","severity":"MANDATORY","passed":false,"message":"lacks SELECT.",
                "fixSql":"GRANT SELECT ON *.* TO 'c'@'%'"}]}"""));
        assertThat(run("validate", "shop")).isEqualTo(1);
        assertThat(out).contains("FAILED", "lacks SELECT.", "GRANT SELECT");
        answers.put("POST /api/v1/channels/shop/validate", new Answer(200, """
                [{"name":"retention","pipeline":"a-to-b","severity":"WARNING","passed":false,"message":"short."}]"""));
        assertThat(run("validate", "shop")).isZero();
    }

    @Test
    void wrongUsageIsReportedInOneLine() {
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(err).contains("frobnicate").hasLineCount(1);
        assertThat(run("start")).isEqualTo(2);
        assertThat(err).contains("CHANNEL").hasLineCount(1);
        assertThat(execute(Map.of(), "nodes")).isEqualTo(4);
        assertThat(err).contains("OTTER_PASSWORD").hasLineCount(1);
        assertThat(execute(Map.of("OTTER_PASSWORD", "x"), "--server", "http://127.0.0.1:1", "nodes"))
                .isEqualTo(3);
        assertThat(err).startsWith("MANAGER_UNREACHABLE").hasLineCount(1);
        assertThat(execute(Map.of("OTTER_PASSWORD", "x"), "--server", "ftp://a b", "nodes"))
                .isEqualTo(3);
        assertThat(err).contains("--server").hasLineCount(1);
    }

    @Test
    void zookeeperIsRepaired() {
        answers.put("POST /api/v1/system-reduction", new Answer(200, ""));
        assertThat(run("repair", "zookeeper")).as(err).isZero();
        assertThat(calls).anyMatch(call -> call.startsWith("POST /api/v1/system-reduction"));
        assertThat(run("repair", "shop")).isEqualTo(2);
        assertThat(err).contains("--run").hasLineCount(1);
    }

    @Test
    void diffShowsWhichKeysWouldChangeAndFailsIfAny(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("shop.yaml"), "channels: []");
        answers.put(
                "PUT /api/v1/spec?dryRun=true",
                new Answer(
                        200,
                        "{\"dryRun\":true,\"changes\":[\"change channel shop\"],\"differences\":{\"change channel shop\":"
                                + "[\"- pipelines[p].parameters.parallelism: 5\",\"+ pipelines[p].parameters.parallelism: 7\"]}}"));
        assertThat(run("diff", "-f", file.toString())).isEqualTo(1);
        assertThat(out)
                .isEqualTo("change channel shop\n  - pipelines[p].parameters.parallelism: 5\n"
                        + "  + pipelines[p].parameters.parallelism: 7\n");
        answers.put(
                "PUT /api/v1/spec?dryRun=true", new Answer(200, "{\"dryRun\":true,\"changes\":[],\"differences\":{}}"));
        assertThat(run("diff", "-f", file.toString())).isZero();
        assertThat(out).isEqualTo("nothing to change\n");
    }

    @Test
    void anAddressThatNoRequestCanGoToIsToldFromAManagerThatIsDown() {
        for (String address :
                List.of("http://otter_manager:8080", "http://m:80 80/", "http://[::1/", "http://m:port", "m:8080")) {
            assertThat(execute(Map.of("OTTER_SERVER", address, "OTTER_TOKEN", "t"), "nodes"))
                    .as(address)
                    .isEqualTo(Exit.UNREACHABLE);
            assertThat(err)
                    .startsWith("MANAGER_UNREACHABLE: --server " + address)
                    .hasLineCount(1);
        }
        assertThat(err).doesNotContain("INTERNAL");
    }

    @Test
    void whatIsMistypedIsSuggested() {
        assertThat(run("statsu")).isEqualTo(2);
        assertThat(err).contains("Did you mean: ", "status").hasLineCount(1);
        assertThat(run("status", "--wacth")).isEqualTo(2);
        assertThat(err).contains("--watch").hasLineCount(1);
    }

    @Test
    void whatDoesNotExistIsToldFromWhatIsForbiddenByTheExitCode() {
        assertThat(run("start", "none")).isEqualTo(5);
        answers.put("GET /api/v1/nodes", new Answer(403, "{\"code\":\"FORBIDDEN\",\"detail\":\"no.\"}"));
        assertThat(run("nodes")).isEqualTo(4);
        answers.put("GET /api/v1/nodes", new Answer(409, "{\"code\":\"ILLEGAL_MOVE\",\"detail\":\"no.\"}"));
        assertThat(run("nodes")).isEqualTo(1);
    }

    /** {@code otterctl export > all.yaml} of a nightly script must not look as if there were a backup. */
    @Test
    void aFullDiskIsNoSuccessAndAReaderThatHasSeenEnoughIsNoFault() throws Exception {
        for (String said : List.of("No space left on device", "Broken pipe")) {
            Output output = new Output(new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    throw new IOException(said);
                }
            });
            PrintWriter writer = new PrintWriter(output, true);
            assertThat(output.isLost()).isFalse();
            writer.println("all: []");
            assertThat(output.isLost()).as(said).isEqualTo(!said.contains("pipe"));
        }
    }

    /** As where a server's command line read any file for who named it. */
    @Test
    void aNameThatBeginsWithAtIsNoFile(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "hunter2 of somebody");
        answers.put(
                "POST /api/v1/channels/%40" + secret.toString().substring(1).replace("/", "%2F") + "/start",
                new Answer(200, "{}"));
        run("start", "@" + secret);
        assertThat(out + err).doesNotContain("hunter2");
        assertThat(calls).singleElement().asString().contains("channels/%40");
    }

    /** As kubectl did with what was in a cluster: a terminal obeys what a name says. */
    @Test
    void whatOthersNamedDoesNotReachTheTerminalAsACommand() {
        String evil = "\u001b]0;owned\u0007\u001b[2J\rall is well\u009b1A \u202egpj";
        String text = Json.MAPPER.writeValueAsString(evil);
        answers.put(
                "GET /api/v1/nodes",
                new Answer(200, "[{\"name\": " + text + ", \"nid\": 1, \"address\": " + text + "}]"));
        run("nodes");
        assertThat(out)
                .contains("all is well")
                .doesNotContainPattern("[\\p{Cntrl}&&[^\\n\\t]]|[\\u0080-\\u009f\\u202e]");
        answers.put("GET /api/v1/nodes", new Answer(409, "{\"code\":\"ILLEGAL_MOVE\",\"detail\":" + text + "}"));
        run("nodes");
        assertThat(err)
                .contains("all is well")
                .doesNotContainPattern("[\\p{Cntrl}&&[^\\n\\t]]|[\\u0080-\\u009f\\u202e]");
    }

    /** A manager is asked which one holds, and for no key: who has only a log-in gets none. */
    @Test
    void theKeyOfANodeIsMadeOfTheManagersConfiguration(@TempDir Path conf) throws Exception {
        Path file =
                Files.writeString(conf.resolve("otter.properties"), "otter.communication.key = of the installation\n");
        assertThat(run("node-key", "3", "--generation", "0", "--conf", file.toString()))
                .as(err)
                .isZero();
        String key = out.strip();
        assertThat(Credentials.from(ConfigurationFile.of(Map.of("otter.communication.nodeKey", key)), 3))
                .isNotNull();
        assertThat(run("node-key", "4", "--generation", "0", "--conf", file.toString()))
                .isZero();
        assertThat(out.strip()).isNotEqualTo(key);
        assertThat(run("node-key", "0", "--conf", file.toString())).isEqualTo(6);
        assertThat(err).contains("REQUEST_INVALID: NID");
        assertThat(run("node-key", "3", "--conf", conf.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err).contains("cannot read");
        assertThat(run("node-key", "3", "--new", "--generation", "1", "--conf", file.toString()))
                .isEqualTo(6);
        assertThat(calls).isEmpty();
        answers.put("GET /api/v1/node-keys/3", new Answer(200, "{\"nid\": 3, \"generation\": 0}"));
        answers.put("POST /api/v1/node-keys/3", new Answer(200, "{\"nid\": 3, \"generation\": 1}"));
        assertThat(run("node-key", "3", "--conf", file.toString())).as(err).isZero();
        assertThat(out.strip()).isEqualTo(key);
        assertThat(run("node-key", "3", "--new", "--conf", file.toString()))
                .as(err)
                .isZero();
        assertThat(out.strip())
                .isNotEqualTo(key)
                .isEqualTo(Credentials.nodeKey(
                        ConfigurationFile.of(Map.of("otter.communication.key", "of the installation")), 3, 1));
    }

    @Test
    void everyShellCompletesCommandsAndOptions() {
        assertThat(run("completion", "bash")).as(err).isZero();
        assertThat(out).contains("complete -F", "otterctl", "dead-letters", "--watch");
        assertThat(run("completion", "zsh")).isZero();
        assertThat(out).contains("bashcompinit", "dead-letters");
        assertThat(run("completion", "fish")).isZero();
        assertThat(out)
                .containsPattern("not __fish_seen_subcommand_from [^']*' -a status -d 'Shows the status of channels.'")
                .containsPattern("not __fish_seen_subcommand_from [^']*' .* -l output -x -a 'text json'")
                .contains("-n '__fish_seen_subcommand_from repair' -a zookeeper")
                .contains("-n '__fish_seen_subcommand_from status' -s w -l watch");
        assertThat(run("completion", "tcsh")).isEqualTo(2);
    }

    /** In the shell itself, which reads the script as its user's start file does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bash | . \"$0\" && COMP_WORDS=(otterctl sta) COMP_CWORD=1 && _complete_otterctl; printf '%s\\n' \"${COMPREPLY[@]}\"",
                "fish | source $argv[1]; complete -C 'otterctl sta'",
                "zsh | autoload -Uz compinit && compinit -u -D; . \"$0\" && print -r -- ${_comps[otterctl]} && functions _complete_otterctl",
            })
    void theShellsTakeTheirScripts(String shell, String line, @TempDir Path home) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", shell)), shell + " is not here");
        assertThat(run("completion", shell)).as(err).isZero();
        Path script = Files.writeString(home.resolve("script"), out);
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", line, script.toString()).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("status").doesNotContain("not found");
    }

    @Test
    void alarmsLogsUsersAndTheAuditLogAreShown() {
        answers.put("GET /api/v1/alarms", new Answer(200, "[]"));
        assertThat(run("alarms")).isZero();
        assertThat(out).isEqualTo("no alarms\n");
        String alarm =
                "[{\"id\":7,\"channel\":\"shop\",\"pipeline\":\"p\",\"kind\":\"DELAYTIME\",\"message\":\"late\"}]";
        answers.put("GET /api/v1/alarms", new Answer(200, alarm));
        assertThat(run("alarms")).isEqualTo(1);
        assertThat(out).contains("7", "shop", "DELAYTIME", "late");
        answers.put("POST /api/v1/alarms/7/acknowledge", new Answer(200, alarm));
        assertThat(run("alarms", "--acknowledge", "7")).isZero();
        answers.put(
                "GET /api/v1/logs?most=50&find=a%20b%26c",
                new Answer(200, "[{\"at\":\"2026-11-24T00:00:00Z\",\"title\":\"t\",\"message\":\"a\\nb\"}]"));
        assertThat(run("logs", "a b&c")).as(err).isZero();
        assertThat(out).contains("a b").hasLineCount(2);
        answers.put("GET /api/v1/users", new Answer(200, "[{\"name\":\"张\",\"role\":\"ADMIN\"}]"));
        assertThat(run("users")).isZero();
        assertThat(out).contains("张", "ADMIN");
        answers.put("GET /api/v1/audit", new Answer(200, "[{\"user\":\"admin\",\"action\":\"start\"}]"));
        answers.put("GET /api/v1/channels/shop/audit", new Answer(200, "[{\"user\":\"ops\",\"action\":\"stop\\nx\"}]"));
        assertThat(run("audit")).isZero();
        assertThat(out).contains("admin", "start");
        assertThat(run("audit", "shop")).isZero();
        assertThat(out).contains("stop; x");
    }

    @Test
    @Timeout(30)
    void watchingEndsWhenNobodyReadsAnyMore() {
        answers.put("GET /api/v1/channels", new Answer(200, "[]"));
        answers.put(
                "GET /api/v1/channels/shop/resync", new Answer(200, "{\"runs\":[{\"id\":1,\"state\":\"RUNNING\"}]}"));
        PrintWriter closed = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void close() {}
        });
        for (String command : List.of("status --watch", "resync shop --id 1 --watch")) {
            StringWriter complained = new StringWriter();
            OtterCtl.run(environment(), closed, new PrintWriter(complained), command.split(" "));
            assertThat(complained.toString()).as(command).isEmpty();
        }
    }

    @Test
    void usersAreAddedChangedAndDeleted(@TempDir Path directory) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
        answers.put("POST /api/v1/users", new Answer(200, "[{\"name\":\"li\",\"role\":\"OPERATOR\"}]"));
        answers.put("PUT /api/v1/users/li", new Answer(200, "[{\"name\":\"li\",\"role\":\"ADMIN\"}]"));
        answers.put("DELETE /api/v1/users/li", new Answer(200, "[]"));
        assertThat(run("users", "--add", "li", "--role", "operator", "--new-password-file", password.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("li", "OPERATOR");
        assertThat(run("users", "--change", "li")).isEqualTo(6);
        assertThat(err).contains("--role").hasLineCount(1);
        assertThat(run("users", "--change", "li", "--role", "admin")).as(err).isZero();
        assertThat(run("users", "--delete", "li", "-y")).as(err).isZero();
        assertThat(run("users", "--add", "li", "--delete", "li")).isEqualTo(2);
    }

    @Test
    void aPositionIsShownAndMoved() {
        String path = "/api/v1/canals/a%2Fb/position";
        answers.put(
                "GET " + path,
                new Answer(
                        200,
                        "[{\"channel\":\"shop\",\"pipeline\":\"p\",\"status\":\"STOP\",\"cursor\":null,\"kept\":[{\"target\":\"dst\","
                                + "\"position\":{\"file\":\"log.000009\",\"offset\":4711}}]}]"));
        assertThat(run("position", "a/b")).as(err).isZero();
        assertThat(out).contains("CHECKPOINT", "shop", "STOP", "dst", "log.000009:4711");
        answers.put("POST " + path, new Answer(200, "[]"));
        assertThat(run("position", "a/b", "--latest")).as(err).isZero();
        assertThat(out).isEqualTo("start: \"latest\"\n");
        answers.put("POST " + path + "/read", new Answer(200, "{\"start\":{\"file\":\"log.000001\",\"offset\":4}}"));
        calls.clear();
        assertThat(run("position", "a/b", "--at", "log.000001:4", "--dry-run"))
                .as(err)
                .isZero();
        assertThat(out).contains("log.000001");
        assertThat(calls).hasSize(1);
        assertThat(run("position", "a/b", "--latest", "--earliest")).isEqualTo(2);
    }

    @Test
    void aThingIsShownAndItsConnectionTested() {
        answers.put("GET /api/v1/sources", new Answer(200, "[{\"name\":\"src\"},{\"name\":\"dst\"}]"));
        assertThat(run("get", "sources")).isZero();
        assertThat(out).isEqualTo("src\ndst\n");
        answers.put("GET /api/v1/sources/src", new Answer(200, "{\"name\":\"src\",\"host\":\"h\"}"));
        assertThat(run("get", "sources", "src", "-o", "json")).isZero();
        assertThat(out).isEqualTo("{\"name\":\"src\",\"host\":\"h\"}\n");
        answers.put(
                "POST /api/v1/sources/src/test",
                new Answer(
                        200,
                        "[{\"address\":\"h:3306\",\"steps\":[{\"passed\":true,\"severity\":\"MANDATORY\",\"message\":\"answers\"},"
                                + "{\"passed\":false,\"severity\":\"MANDATORY\",\"message\":\"denied\",\"fixSql\":\"GRANT 1;\"}]}]"));
        assertThat(run("test", "sources", "src")).isEqualTo(1);
        assertThat(out).isEqualTo("ok      h:3306: answers\nFAILED  h:3306: denied\n        GRANT 1;\n");
    }

    @Test
    void aTokenIsSentAsBearer() {
        answers.put("GET /api/v1/nodes", new Answer(200, "[]"));
        assertThat(run("nodes", "--token", "t0ken")).isZero();
        assertThat(calls).containsExactly("GET /api/v1/nodes Bearer t0ken");
    }

    @Test
    void secretsAreReadFromFilesSoThatNobodySeesThem(@TempDir Path directory) throws IOException {
        answers.put("GET /api/v1/nodes", new Answer(200, "[]"));
        Path token = Files.writeString(directory.resolve("token"), "t0ken\n");
        Path password = Files.writeString(directory.resolve("password"), "from file\n");
        assertThat(run("nodes", "--token-file", token.toString())).isZero();
        assertThat(run("nodes", "--password-file", password.toString())).isZero();
        String basic = Base64.getEncoder().encodeToString("admin:from file".getBytes(StandardCharsets.UTF_8));
        assertThat(calls).containsExactly("GET /api/v1/nodes Bearer t0ken", "GET /api/v1/nodes Basic " + basic);
        assertThat(run("nodes", "--token-file", directory.resolve("none").toString()))
                .isEqualTo(6);
        assertThat(err).startsWith("FILE_UNREADABLE").hasLineCount(1);
    }

    @Test
    void aLoginComesFromNetrcIfNobodyElseCanReadIt(@TempDir Path directory) throws IOException {
        answers.put("GET /api/v1/nodes", new Answer(200, "[]"));
        Path file = Files.writeString(
                directory.resolve("netrc"),
                "machine other login x password y\n# machine 127.0.0.1 password z\n"
                        + "machine 127.0.0.1\n  login jane\n  password s3cret\ndefault login d password e\n");
        Map<String, String> environment =
                Map.of("OTTER_SERVER", "http://127.0.0.1:" + server.getAddress().getPort(), "NETRC", file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(execute(environment, "nodes")).isEqualTo(6);
        assertThat(err).contains("chmod 600").hasLineCount(1).doesNotContain("s3cret");
        assertThat(calls).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(execute(environment, "nodes")).isZero();
        String basic = Base64.getEncoder().encodeToString("jane:s3cret".getBytes(StandardCharsets.UTF_8));
        assertThat(calls).containsExactly("GET /api/v1/nodes Basic " + basic);
        assertThat(execute(environment, "nodes", "--user", "somebody")).isEqualTo(4);
    }

    private int run(String... arguments) {
        return execute(environment(), arguments);
    }

    private Map<String, String> environment() {
        return Map.of("OTTER_SERVER", "http://127.0.0.1:" + server.getAddress().getPort(), "OTTER_PASSWORD", "secret");
    }

    private int execute(Map<String, String> environment, String... arguments) {
        StringWriter printed = new StringWriter();
        StringWriter complained = new StringWriter();
        // Buffered, as a process's output is: what a command forgets to flush is lost.
        int code = OtterCtl.run(
                environment,
                new PrintWriter(new BufferedWriter(printed)),
                new PrintWriter(new BufferedWriter(complained)),
                arguments);
        out = printed.toString();
        err = complained.toString();
        return code;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        calls.add(call + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        Answer answer =
                answers.getOrDefault(call, new Answer(404, "{\"code\":\"NOT_FOUND\",\"message\":\"nothing here.\"}"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
