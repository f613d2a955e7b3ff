package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What happens at two sites at once.
 *
 * @param earlier what happened at the first site while all got across
 * @param tables how they end where the policy does not matter, or the first site is the home, in the order of their first column
 * @param newest the same where the newer row stays; empty if it does not matter
 */
record ConflictCase(
        List<String> tables,
        List<String> create,
        List<String> earlier,
        List<String> here,
        List<String> there,
        List<String> home,
        List<String> newest) {
    private static final String PLAIN = "plain";
    private static final Modes MODES =
            Modes.schema("two").withEverything(6_000, 4, Order.SOURCE).writtenBy(PLAIN);

    ConflictCase(
            List<String> tables,
            List<String> create,
            List<String> here,
            List<String> there,
            List<String> home,
            List<String> newest) {
        this(tables, create, List.of(), here, there, home, newest);
    }

    private List<String> ends(ConflictPolicy policy) {
        return policy == ConflictPolicy.HOME || newest.isEmpty() ? home : newest;
    }

    /** Two servers and a policy; {@code -Dotter.pairs=all} for more servers. */
    static Stream<Arguments> sites() {
        List<String> pairs = List.of("mysql-8.0 mariadb-11.4", "mariadb-10.11 mysql-9.7", "mysql-8.0 mysql-8.0");
        return pairs.stream()
                .limit("all".equals(System.getProperty("otter.pairs")) ? 3 : 1)
                .map(pair -> pair.split(" "))
                .filter(pair -> DatabaseServer.available(pair[0]) && DatabaseServer.available(pair[1]))
                .flatMap(pair -> Stream.of(ConflictPolicy.HOME, ConflictPolicy.NEWEST)
                        .map(policy -> Arguments.of(pair[0], pair[1], policy)));
    }

    /** Has it all happen while nothing gets across, and then both sides end as the policy says. Closes the servers. */
    static void play(List<ConflictCase> cases, DatabaseServer one, DatabaseServer other, ConflictPolicy policy) {
        play(cases, one, other, policy, true);
    }

    /** @param known whether they end as a case says, and not only equal */
    static void play(
            List<ConflictCase> cases, DatabaseServer one, DatabaseServer other, ConflictPolicy policy, boolean known) {
        try (Sites sites = new Sites(one, other)) {
            sites.everywhere(
                    "CREATE DATABASE two CHARACTER SET utf8mb4",
                    "CREATE USER " + PLAIN + " IDENTIFIED BY '"
                            + sites.server(1).password() + "'",
                    "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON *.* TO " + PLAIN);
            sites.everywhere(all(cases, ConflictCase::create));
            sites.decideBy(policy, "n");
            sites.add("hits");
            sites.open(MODES, "1>2", "2>1");
            String[] earlier = all(cases, ConflictCase::earlier);
            if (earlier.length > 0) {
                sites.server(1).execute(earlier);
                sites.walk("1>2").awaitApplied();
            }
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            sites.server(1).execute(all(cases, ConflictCase::here));
            sites.server(2).execute(all(cases, ConflictCase::there));
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            sites.awaitRest();

            SoftAssertions ends = new SoftAssertions();
            for (ConflictCase each : cases) {
                for (int i = 0; i < each.tables().size(); i++) {
                    String table = each.tables().get(i);
                    String here = end(sites.server(1), table);
                    String there = end(sites.server(2), table);
                    ends.assertThat(there)
                            .as("%s, %s: both sides", table, policy)
                            .isEqualTo(here);
                    if (known) {
                        ends.assertThat(here)
                                .as("%s, %s", table, policy)
                                .isEqualTo(each.ends(policy).get(i));
                    }
                }
            }
            ends.assertAll();
            assertThat(sites.walk("1>2").facts().conflicts()
                            + sites.walk("2>1").facts().conflicts())
                    .isPositive();
        }
    }

    private static String[] all(List<ConflictCase> cases, Function<ConflictCase, List<String>> statements) {
        List<String> all = new ArrayList<>();
        cases.forEach(each -> all.addAll(statements.apply(each)));
        return all.toArray(String[]::new);
    }

    private static String end(DatabaseServer server, String table) {
        return String.join(
                " ",
                Walk.rows(server, "SELECT * FROM two." + table + " ORDER BY 1").stream()
                        .map(List::toString)
                        .toList());
    }
}
