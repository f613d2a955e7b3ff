package io.otter.arbitrate.ddl;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Why a statement needs a decision. Nodes say it in English, also those of other versions; managers find out what was said. */
public enum DdlDoubt {
    POLICY("the policy of {0} is ASK."),
    UNREADABLE("it cannot be known what it does at the target: {0}."),
    EXCHANGES("it moves rows between tables without logging them."),
    MAPPED_COLUMNS("the pair maps columns of {0}, and the statement may name them."),
    OTHERS("other source tables are also mapped to {0}, and it would remove their rows."),
    ONLINE_CHANGE(
            "an online schema change of {0} is in progress: if its copy replaces the dropped table, its rows are still needed."),
    DIFFERENT_NUMBERS("{0} and {1} are mapped to different numbers of tables."),
    LEAVES("no pair maps the new name {0}: its rows would no longer be synced."),
    UNKNOWN_CHANGES(
            "the changes made to {0}, which no pair maps, are unknown: change {1} manually to match {2} as it is now, then skip the statement; resync the table if its rows differ."),
    MIXED_RENAMES("it mixes an online schema change with other renames."),
    CHANGES_AND_RENAMES(
            "it changes and renames a table in one statement, and the two names are not mapped to the same table."),
    DROPS_DATABASE("a database with mapped tables was dropped, and no policy of DATABASE is set."),
    BACKSLASHES(
            "MySQL reads the backslashes in its expressions by the sql_mode of whoever opens the table first, so the target may have other values."),
    NUMBERS("it numbers the rows that are there, and in which order the source did so is not in its log."),
    REMOVES("it removes rows that a new key holds for one, and which the source kept is not in its log."),
    FILLS("it fills the rows that are there with values that another server does not have."),
    STARTED("it was started before the last stop, and the target's tables do not show whether it ran."),
    REFUSED("the target refused [{0}]: {1} (error {2}).");

    private static final Pattern VALUE = Pattern.compile("\\{\\d}");

    private final String english;
    private final Pattern pattern;

    DdlDoubt(String english) {
        this.english = english;
        String[] parts = Pattern.compile("\\{\\d}").split(english, -1);
        pattern = Pattern.compile(
                String.join("(.*)", Stream.of(parts).map(Pattern::quote).toList()), Pattern.DOTALL);
    }

    /**
     * What a node said.
     *
     * @param values as many as the sentence has places
     */
    public record Said(DdlDoubt doubt, List<String> values) {
        public Said {
            values = List.copyOf(values);
        }
    }

    /** The sentence, with {@code {0}} and so on where values go, in this order. */
    public String english() {
        return english;
    }

    /** The sentence with values. */
    public String say(Object... values) {
        return VALUE.matcher(english)
                .replaceAll(place -> Matcher.quoteReplacement(
                        String.valueOf(values[place.group().charAt(1) - '0'])));
    }

    /** Which sentence this is; empty for one of another version. */
    public static Optional<Said> read(String sentence) {
        return Stream.of(values())
                .flatMap(doubt -> doubt.match(sentence).stream())
                .findFirst();
    }

    private Optional<Said> match(String sentence) {
        Matcher matcher = pattern.matcher(sentence);
        return matcher.matches() ? Optional.of(new Said(this, groups(matcher.toMatchResult()))) : Optional.empty();
    }

    private static List<String> groups(MatchResult found) {
        return IntStream.rangeClosed(1, found.groupCount())
                .mapToObj(found::group)
                .toList();
    }
}
