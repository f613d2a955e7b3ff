package io.otter.manager.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.otter.common.secret.SecretKey;
import io.otter.manager.node.Node;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

class SpecReaderTest {
    private static final Configuration STORED = new Configuration(
            List.of(),
            List.of(new Node(1, "n1", "h", 2088, null)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    private static final String MISTAKES = """
            zookeepers: [{name: z, servers: [h]}, {name: Z, servers: []}, {servers: h:1}]
            nodes: [{name: n1, nid: 2, ip: "h:p"}, {name: n2, nid: 1, ip: h, zookeeper: nowhere}, {name: n3, nid: 9999999, ip: h}]
            groups: [{name: "a b", master: "h:1", standby: "h:1"}]
            sources:
              - {name: s, host: h, username: u, password: "***", options: {sslMode: MAYBE}}
              - {name: [], type: DB2, group: nowhere, host: h, username: " "}
            canals:
              - {name: a/b, source: s, start: soon, slaveId: 0, tsdb: 7}
              - {name: c, source: nowhere, group: nowhere, addresses: [{}], username: u}
              - {name: d}
              - 5
            channels:
              - name: c
                colour: red
                syncMode: COLUMN
                pipelines:
                  - name: p
                    canal: nowhere
                    select: [n1]
                    load: [nowhere]
                    parameters: {parallelism: 5000000, ddl: {VIEW: ASK}}
                    pairs:
                      - {from: {source: s, schema: a, table: "t("}, to: {source: s, schema: a, table: "t("}, filter: "a >"}
                      - {from: {source: s, schema: a, table: 😀}, to: {source: nowhere, schema: a, table: b}}
                      - from: {source: s, schema: a, table: b}
                        to: {source: s, schema: b, table: b}
                        columns: {mode: EXCLUDE, pairs: [], groups: [[]]}
                      - from: {source: s, schema: a, table: b}
                        to: {source: s, schema: b, table: b}
                        columns: {pairs: a, groups: 1}
                  - {name: p, canal: a/b, select: [n1, n1], load: [n1]}
                  - {name: q, canal: a/b, select: [n1], load: [n1], pairs: []}
            """;

    private static final String TOLD = """
            zookeepers[0].servers[0]: must be host:port
            zookeepers[1].servers: must have at least one element
            zookeepers[2].name: required
            zookeepers[2].servers: must be a list
            zookeepers: "Z" occurs more than once
            nodes[0].nid: node "n1" has nid 1, which cannot be changed
            nodes[0].ip: must be a host name or an IP address, without a port
            nodes[1].nid: 1 is already the nid of node "n1"
            nodes[1].zookeeper: no ZooKeeper cluster named "nowhere"
            groups[0].name: must consist of letters, digits, _, . and -, at most 64 characters
            groups[0].standby: must differ from the master
            sources[0].password: *** means the stored password, but none is stored
            sources[0].options: connection option "sslMode" must be one of [DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY]
            sources[1].name: must be text
            sources[1].type: must be MYSQL
            sources[1].group: no group named "nowhere"
            sources[1].host: is given by the group; remove one of the two
            sources[1].username: must not be empty
            canals[0].name: must not contain spaces, slashes or emoji: ZooKeeper has a path of this name
            canals[0].start: must be latest, earliest, {file: name, offset: 4 or more}, {timestamp: milliseconds} or {gtid: set}
            canals[0].slaveId: must be a whole number from 1 to 4294967295
            canals[0].tsdb: must be true or false
            canals[1].source: no source named "nowhere"
            canals[1].group: no group named "nowhere"
            canals[1].addresses[0]: must be text
            canals[2]: needs a source; or a username and either a group or addresses
            canals[3]: must be a map of keys
            canals[3].name: required
            canals[3]: needs a source; or a username and either a group or addresses
            channels[0].pipelines[0].canal: no canal named "nowhere"
            channels[0].pipelines[0].load[0]: no node named "nowhere"
            channels[0].pipelines[0].parameters.parallelism: must be a whole number from 1 to 64
            channels[0].pipelines[0].parameters.ddl.VIEW: the kind must be one of [CREATE, ALTER, DROP, TRUNCATE, RENAME, INDEX, DATABASE], the choice one of [APPLY, SKIP, ASK]
            channels[0].pipelines[0].pairs[0].from.table: bad regular expression: missing closing ) at t(
            channels[0].pipelines[0].pairs[0].to.table: bad regular expression: missing closing ) at t(
            channels[0].pipelines[0].pairs[0].filter: is not a valid condition: …
            channels[0].pipelines[0].pairs[0].to: must not be the same as from
            channels[0].pipelines[0].pairs[1].from.table: must not contain emoji: databases allow none in names
            channels[0].pipelines[0].pairs[1].to.source: no source named "nowhere"
            channels[0].pipelines[0].pairs[2].columns.pairs: EXCLUDE needs at least one column
            channels[0].pipelines[0].pairs[2].columns.groups[0]: must be a list of columns
            channels[0].pipelines[0].pairs[3].columns.pairs: must be a list of columns, or a map of source to target columns, each of them once
            channels[0].pipelines[0].pairs[3].columns.groups: must be a list of lists of columns
            channels[0].pipelines[0].pairs[3]: occurs more than once
            channels[0].pipelines[1].select: "n1" occurs more than once
            channels[0].pipelines[1].pairs: required
            channels[0].pipelines[2].pairs: must have at least one element
            channels[0].pipelines: a channel has at most 2 pipelines
            channels[0].pipelines: "p" occurs more than once
            channels[0].syncMode: must be ROW or FIELD
            channels[0].colour: unknown key; known keys are name, pipelines, syncMode, consistency, initialCopy, pauseTogether, verify
            """;

    private final ResourceBundleMessageSource messages = new ResourceBundleMessageSource();

    SpecReaderTest() {
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
    }

    @Test
    void everyErrorIsReportedInBothLanguages() {
        List<SpecError> errors = errors(MISTAKES);
        assertThat(errors)
                .extracting(error -> messages.getMessage(error.whole(), Locale.ENGLISH)
                        .replaceFirst("(is not a valid condition:).*", "$1 …"))
                .containsExactlyElementsOf(TOLD.lines().toList());
        assertThat(errors)
                .extracting(error -> messages.getMessage(error.text(), Locale.CHINESE))
                .allSatisfy(
                        text -> assertThat(text).containsPattern("\\p{IsHan}").doesNotContain("wrong."));
    }

    @Test
    void anInvalidDocumentIsReportedInBothLanguages() {
        assertThat(errors("- a"))
                .extracting(error -> messages.getMessage(error.whole(), Locale.CHINESE))
                .containsExactly("文档必须由键值对组成");
        assertThat(errors("nodes: [\n  {"))
                .extracting(error -> messages.getMessage(error.whole(), Locale.ENGLISH))
                .singleElement()
                .asString()
                .startsWith("line 2, column ");
    }

    private static List<SpecError> errors(String document) {
        SpecInvalidException refused = catchThrowableOfType(
                SpecInvalidException.class,
                () -> new SpecReader(
                                STORED,
                                new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"))
                        .read(SpecText.parse(document, true)));
        return refused.errors();
    }
}
