package io.otter.testsupport.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of this repository.
 *
 * @param lines of its text; those of fenced blocks are in {@code blocks}
 */
public record Markdown(Path file, List<String> lines, List<Block> blocks) {
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern FENCE = Pattern.compile("^\\s*```(\\S*).*");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?)[ #]*$");
    private static final Pattern LINK = Pattern.compile("\\[(?:[^\\[\\]]|\\[[^\\]]*])*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final Set<String> SHELLS = Set.of("sh", "shell", "bash");

    /** @param number of its first line */
    public record Block(String language, int number, List<String> lines) {}

    public Markdown {
        lines = List.copyOf(lines);
        blocks = List.copyOf(blocks);
    }

    /** All that people read. */
    public static List<Markdown> all() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path directory :
                List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("packaging"), ROOT.resolve("benchmark"))) {
            try (Stream<Path> found = Files.walk(directory, directory.equals(ROOT) ? 1 : 5)) {
                found.filter(file -> file.toString().endsWith(".md")
                                && !file.startsWith(ROOT.resolve("docs/site"))
                                && !file.toString().contains("/target/"))
                        .forEach(files::add);
            }
        }
        return files.stream().sorted().map(Markdown::read).toList();
    }

    public static Markdown read(Path file) {
        try {
            return parse(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Markdown parse(Path file, List<String> text) {
        List<String> lines = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        List<String> open = null;
        for (int i = 0; i < text.size(); i++) {
            Matcher fence = FENCE.matcher(text.get(i));
            if (fence.matches() && open == null) {
                open = new ArrayList<>();
                blocks.add(new Block(fence.group(1), i + 2, open));
            } else if (fence.matches()) {
                open = null;
            } else if (open == null) {
                lines.add(text.get(i));
            } else {
                open.add(text.get(i));
            }
        }
        return new Markdown(file, lines, blocks);
    }

    /** As people name it. */
    public String name() {
        return ROOT.relativize(file).toString();
    }

    /** Targets of links and pictures. */
    public List<String> links() {
        return lines.stream()
                .map(line -> CODE.matcher(line).replaceAll("x"))
                .flatMap(line -> LINK.matcher(line).results())
                .map(found -> found.group(1))
                .toList();
    }

    /** What is between backticks in the text. */
    public List<String> code() {
        return CODE.matcher(String.join(" ", lines))
                .results()
                .map(found -> found.group(1).strip())
                .toList();
    }

    /** The commands that it tells people to type: lines of shell blocks, and quoted ones that begin with {@code otterctl}. */
    public List<String> typed() {
        List<String> typed = new ArrayList<>();
        for (Block block : blocks) {
            if (SHELLS.contains(block.language())) {
                String.join("\n", block.lines())
                        .replaceAll("\\\\\\n\\s*", " ")
                        .lines()
                        .map(line -> line.replaceFirst("(^|\\s)#.*$", "").strip())
                        .filter(line -> !line.isBlank())
                        .forEach(typed::add);
            }
        }
        code().stream()
                .filter(code -> code.matches("(?:bin/)?otterctl [a-z].*"))
                .forEach(typed::add);
        return typed.stream().distinct().toList();
    }

    /** The anchors of its headings, as they are on the sites that show the repository. */
    public Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        lines.stream()
                .map(HEADING::matcher)
                .flatMap(Matcher::results)
                .map(MatchResult::group)
                .map(heading -> heading.replaceFirst("^#+ +", ""))
                .forEach(heading -> {
                    String anchor = heading.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                            .strip()
                            .replaceAll("\\s", "-");
                    int times = seen.merge(anchor, 1, Integer::sum);
                    anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
                });
        return anchors;
    }
}
