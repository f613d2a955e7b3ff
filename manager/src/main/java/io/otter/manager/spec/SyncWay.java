package io.otter.manager.spec;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.NamePattern;
import io.otter.common.model.ServerAddress;
import io.otter.manager.datasource.Group;
import io.otter.manager.datasource.Media;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.PairConflicts;
import io.otter.manager.sync.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pair as an edge from the tables of one server to those of another.
 *
 * @param fromServer the address, or the group, that the source's tables are at
 * @param homeServer whose rows stay when both were changed; empty if that is not how it is decided
 */
record SyncWay(
        String channel,
        String pipeline,
        long pipelineId,
        long pairId,
        String fromServer,
        Media from,
        String toServer,
        Media to,
        PairConflicts conflicts,
        String homeServer) {
    private static final int LISTED_MEMBERS = 100_000;
    private static final Pattern PLAIN_PREFIX = Pattern.compile("[^*?+|(){}\\[\\]\\\\$^.]*");

    String step() {
        return channel + "/" + pipeline;
    }

    /** Whether rows that take this edge may take the next one. */
    boolean leadsTo(SyncWay next) {
        return toServer.equals(next.fromServer)
                && overlap(from.schema(), to.schema(), next.from().schema())
                && overlap(from.table(), to.table(), next.from().table());
    }

    /** Whether rows of both sides take each other's way, but it is not decided alike which of them stay. */
    boolean contradicts(SyncWay opposite) {
        return leadsTo(opposite)
                && opposite.leadsTo(this)
                && (conflicts.policy() != opposite.conflicts.policy()
                        || !homeServer.equals(opposite.homeServer)
                        || conflicts.additive().size()
                                != opposite.conflicts.additive().size());
    }

    /** Whether both may write the same table. */
    boolean meets(SyncWay other) {
        return toServer.equals(other.toServer)
                && overlap(from.schema(), to.schema(), other.to().schema())
                && overlap(from.table(), to.table(), other.to().table());
    }

    /** Whether another pipeline brings some of the tables the same way for sure. */
    boolean repeats(SyncWay other) {
        return !step().equals(other.step())
                && fromServer.equals(other.fromServer)
                && meets(other)
                && overlap(from.schema(), from.schema(), other.from().schema())
                && overlap(from.table(), from.table(), other.from().table())
                && (isPlain(to) || isPlain(other.to()) || hasTargetsOf(other));
    }

    /** Whether both write the same tables for sure. */
    boolean hasTargetsOf(SyncWay other) {
        return to.schema().equalsIgnoreCase(other.to().schema())
                && to.table().equalsIgnoreCase(other.to().table())
                && (isPlain(to) || from.table().equalsIgnoreCase(other.from().table()));
    }

    private static boolean isPlain(Media media) {
        return NamePattern.parse(media.schema()) instanceof NamePattern.Plain
                && NamePattern.parse(media.table()) instanceof NamePattern.Plain;
    }

    static List<SyncWay> all(Configuration configured) {
        List<SyncWay> ways = new ArrayList<>();
        for (Channel channel : configured.channels()) {
            for (Pipeline pipeline : channel.pipelines()) {
                for (Pair pair : pipeline.pairs()) {
                    Optional<String> from = server(configured, pair.from().source());
                    Optional<String> to = server(configured, pair.to().source());
                    // A table that is its own target is detected by server identity before a start.
                    if (from.isPresent() && to.isPresent() && !from.equals(to)) {
                        ways.add(new SyncWay(
                                channel.name(),
                                pipeline.name(),
                                pipeline.id(),
                                pair.id(),
                                from.get(),
                                pair.from(),
                                to.get(),
                                pair.to(),
                                pair.conflicts(),
                                server(configured, pair.conflicts().home()).orElse("")));
                    }
                }
            }
        }
        return ways;
    }

    /** The servers of a group count as one. */
    private static Optional<String> server(Configuration configured, String name) {
        return configured
                .source(name)
                .map(source -> configured.groups().stream()
                        .filter(group -> isOf(group, source))
                        .map(group -> "group " + group.name().toLowerCase(Locale.ROOT))
                        .findFirst()
                        .orElseGet(() -> address(source.host(), source.port())));
    }

    private static boolean isOf(Group group, DataMediaSource source) {
        String own = address(source.host(), source.port());
        return group.name().equalsIgnoreCase(source.group())
                || Stream.of(Optional.of(group.master()), Optional.ofNullable(group.standby()))
                        .flatMap(Optional::stream)
                        .map((ServerAddress member) -> address(member.host(), member.port()))
                        .anyMatch(own::equals);
    }

    private static String address(String host, int port) {
        String known = host.toLowerCase(Locale.ROOT);
        return (Set.of("localhost", "::1", "[::1]").contains(known) ? "127.0.0.1" : known) + ":" + port;
    }

    /**
     * Whether a name mapped by {@code from} and {@code to} may match {@code next}; true if that is uncertain. A regular
     * expression as a target keeps the name.
     */
    private static boolean overlap(String from, String to, String next) {
        NamePattern target = NamePattern.parse(to);
        return overlap(target, NamePattern.parse(next))
                && (!(target instanceof NamePattern.Regex)
                        || overlap(NamePattern.parse(from), NamePattern.parse(next)));
    }

    private static boolean overlap(NamePattern one, NamePattern other) {
        Optional<List<String>> names = names(one);
        if (names.isPresent()) {
            return names.get().stream().anyMatch(other::matches);
        }
        Optional<List<String>> others = names(other);
        if (others.isPresent()) {
            return others.get().stream().anyMatch(one::matches);
        }
        String prefix = prefix(one);
        String otherPrefix = prefix(other);
        return prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix);
    }

    /** All names that match; empty when they cannot be listed. */
    private static Optional<List<String>> names(NamePattern pattern) {
        if (pattern instanceof NamePattern.Plain plain) {
            return Optional.of(List.of(plain.text()));
        }
        if (pattern instanceof NamePattern.Family family && family.last() - family.first() < LISTED_MEMBERS) {
            return Optional.of(family.members());
        }
        return Optional.empty();
    }

    /** A prefix that all matching names share, in lower case; not necessarily the longest. */
    private static String prefix(NamePattern pattern) {
        if (pattern instanceof NamePattern.Family family) {
            return family.prefix().toLowerCase(Locale.ROOT);
        }
        String text = pattern.text().toLowerCase(Locale.ROOT);
        var plain = PLAIN_PREFIX.matcher(text);
        if (text.indexOf('|') >= 0 || !plain.lookingAt()) {
            return "";
        }
        int end = plain.end();
        boolean mayRepeat = end > 0 && end < text.length() && "*?{".indexOf(text.charAt(end)) >= 0;
        return text.substring(0, mayRepeat ? end - 1 : end);
    }
}
