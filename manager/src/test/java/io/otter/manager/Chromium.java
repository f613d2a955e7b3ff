package io.otter.manager;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless browser; {@link SharedChromium} passes that of the JVM to tests. Screenshots go to {@code target/screenshots}. */
public final class Chromium implements AutoCloseable {
    private static final Path PROGRAM = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    /** Names only what is wrong: the report of all that is right is long. */
    private static final String SERIOUS = """
            async () => (await axe.run(document, {resultTypes: ['violations']})).violations
              .filter(rule => ['serious', 'critical'].includes(rule.impact))
              .map(rule => rule.id + ' ' + rule.nodes.slice(0, 2).map(node => node.html).join(', '))""";

    private static final String ENGLISH = """
            () => {
              const found = [];
              const see = (text, element) => {
                if (/[a-z']{2,}( [a-z']{2,}){3,}/i.test(text) && !element.closest('[lang=en], code, pre, textarea, script')) {
                  found.push(text.trim());
                }
              };
              if (document.documentElement.lang.startsWith('zh')) {
                const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                while (texts.nextNode()) {
                  see(texts.currentNode.data, texts.currentNode.parentElement);
                }
                for (const name of ['title', 'aria-label', 'placeholder']) {
                  for (const element of document.querySelectorAll('[' + name + ']')) {
                    see(element.getAttribute(name), element);
                  }
                }
              }
              return found;
            }""";

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    .setArgs(List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));

    Chromium() {}

    /** Why it cannot be started here. */
    static Optional<String> whyMissing() {
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("no browser at " + PROGRAM + ": pages are not looked at");
    }

    /** A new user, without cookies; close it after use. */
    public BrowserContext context(String language, ColorScheme theme) {
        return context(language, theme, "Asia/Shanghai");
    }

    /** A new user, without cookies; close it after use. @param zone the user's time zone */
    public BrowserContext context(String language, ColorScheme theme, String zone) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setLocale(language)
                .setTimezoneId(zone)
                .setColorScheme(theme)
                .setViewportSize(1280, 720));
        context.setDefaultTimeout(20_000);
        return context;
    }

    /** Opens the manager and logs in. */
    public static void logIn(Page page, URI manager, String user, String password) {
        page.navigate(manager + "login");
        page.locator("#username").fill(user);
        page.locator("#password").fill(password);
        page.locator("button.primary").click();
        page.waitForURL(url -> !url.contains("/login"));
    }

    public static void picture(Page page, String name) {
        picture(page, SCREENSHOTS.resolve(name + ".png"));
    }

    /**
     * A picture for the documents; with {@code -Dotter.pages=all} also on a large screen, a tablet and a telephone.
     *
     * @return its name, with language and theme
     */
    public static String picture(Page page, String name, String language, ColorScheme theme) {
        PlaywrightAssertions.assertThat(page.locator("html"))
                .hasAttribute("lang", Pattern.compile("^" + language.substring(0, 2)));
        String shown = "-" + language + "-" + theme.name().toLowerCase(Locale.ROOT);
        picture(page, SCREENSHOTS.resolve(name + shown + ".png"));
        if (isAll()) {
            ViewportSize before = page.viewportSize();
            for (int width : List.of(1600, 1024, 390)) {
                page.setViewportSize(width, 844);
                picture(page, SCREENSHOTS.resolve(name + "-" + width + shown + ".png"));
            }
            page.setViewportSize(before.width, before.height);
        }
        return name + shown;
    }

    /** Whether pages are shown in all themes and widths. */
    public static boolean isAll() {
        return System.getProperty("otter.pages", "").equals("all");
    }

    /** Words depend on the language alone and contrasts on the theme alone; {@code -Dotter.pages=all} takes all four. */
    public static List<ColorScheme> themes(String language) {
        if (isAll()) {
            return List.of(ColorScheme.LIGHT, ColorScheme.DARK);
        }
        return List.of(language.equals("en") ? ColorScheme.LIGHT : ColorScheme.DARK);
    }

    private static void picture(Page page, Path file) {
        try {
            PalettePicture.write(page.screenshot(new Page.ScreenshotOptions().setFullPage(true)), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Findings that axe rates serious or critical, and unmarked English text on a Chinese page. */
    public static List<String> findings(Page page, String name) {
        page.evaluate(AxeBuilder.getAxeScript());
        return Stream.concat(
                        ((List<?>) page.evaluate(SERIOUS)).stream().map(String::valueOf),
                        ((List<?>) page.evaluate(ENGLISH)).stream().map(text -> "English: " + text))
                .map(finding -> name + ": " + finding)
                .toList();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
