package io.otter.common.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A schema or table name in alibaba/otter's notation: a plain name, a family {@code order_[1-128]} (zero-padded if both
 * ends have the same length and the first starts with 0) or a regular expression that must match the entire name,
 * ignoring case. A regular expression also matches its own text literally, so that names with {@code $} or {@code .}
 * need no escaping.
 */
public sealed interface NamePattern {
    String REGEX_CHARACTERS = "*?+|(){}[]\\$^.";
    Pattern FAMILY =
            Pattern.compile("(?<prefix>[^\\[\\]]*)\\[(?<first>\\d{1,9})-(?<last>\\d{1,9})](?<suffix>[^\\[\\]]*)");

    String text();

    boolean matches(String name);

    /**
     * The target name for the source name {@code name}: a plain target is that name, a family keeps the index, a
     * regular expression keeps the source name; {@code a.b} and {@code a$b}, if they do not match it, are names. Empty when {@code source} does not match {@code name}, or when the
     * target family lacks the index.
     *
     * @param source the pattern that matched {@code name}
     */
    Optional<String> targetOf(String name, NamePattern source);

    /** @throws IllegalArgumentException if the text is empty, an invalid regular expression or an empty range */
    static NamePattern parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a name must not be empty");
        }
        var family = FAMILY.matcher(text);
        if (family.matches()) {
            String first = family.group("first");
            String last = family.group("last");
            if (Integer.parseInt(first) > Integer.parseInt(last)) {
                throw new IllegalArgumentException("the range [" + first + "-" + last + "] is empty");
            }
            int width = first.length() == last.length() && first.startsWith("0") ? first.length() : 0;
            return new Family(
                    text,
                    family.group("prefix"),
                    Integer.parseInt(first),
                    Integer.parseInt(last),
                    width,
                    family.group("suffix"));
        }
        if (text.chars().noneMatch(c -> REGEX_CHARACTERS.indexOf(c) >= 0)) {
            return new Plain(text);
        }
        return new Regex(text, NameExpression.parse(text));
    }

    record Plain(String text) implements NamePattern {
        @Override
        public boolean matches(String name) {
            return text.equalsIgnoreCase(name);
        }

        @Override
        public Optional<String> targetOf(String name, NamePattern source) {
            return source.matches(name) ? Optional.of(text) : Optional.empty();
        }
    }

    record Family(String text, String prefix, int first, int last, int width, String suffix) implements NamePattern {
        @Override
        public boolean matches(String name) {
            return indexOf(name).isPresent();
        }

        @Override
        public Optional<String> targetOf(String name, NamePattern source) {
            if (source instanceof Family family) {
                return family.indexOf(name).filter(i -> i >= first && i <= last).map(this::nameOf);
            }
            return matches(name) ? Optional.of(name) : Optional.empty();
        }

        /** The index of the member named {@code name}; empty if it is not a member. */
        Optional<Integer> indexOf(String name) {
            int digits = name.length() - prefix.length() - suffix.length();
            if (digits < 1
                    || digits > 9
                    || !name.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT))
                    || !name.toLowerCase(Locale.ROOT).endsWith(suffix.toLowerCase(Locale.ROOT))) {
                return Optional.empty();
            }
            String number = name.substring(prefix.length(), prefix.length() + digits);
            if (!number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            int index = Integer.parseInt(number);
            boolean member = index >= first && index <= last && nameOf(index).equalsIgnoreCase(name);
            return member ? Optional.of(index) : Optional.empty();
        }

        /** The names of all members, in order. */
        public List<String> members() {
            return IntStream.rangeClosed(first, last).mapToObj(this::nameOf).toList();
        }

        private String nameOf(int index) {
            String number = Integer.toString(index);
            return prefix + "0".repeat(Math.max(0, width - number.length())) + number + suffix;
        }
    }

    record Regex(String text, NameExpression expression) implements NamePattern {
        @Override
        public boolean matches(String name) {
            return text.equalsIgnoreCase(name) || expression.matches(name);
        }

        @Override
        public Optional<String> targetOf(String name, NamePattern source) {
            return source.matches(name)
                    ? Optional.of(mayBeName() && !expression.matches(name) ? text : name)
                    : Optional.empty();
        }

        private boolean mayBeName() {
            return text.chars().noneMatch(c -> c != '.' && c != '$' && REGEX_CHARACTERS.indexOf(c) >= 0);
        }
    }
}
