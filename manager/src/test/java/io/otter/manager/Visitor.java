package io.otter.manager;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A browser user: keeps cookies, follows no redirects. */
public final class Visitor {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private static final Pattern FORM = Pattern.compile("(?s)<form[^>]* action=\"([^\"?]+)[^>]*>(.*?)</form>");
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI address;

    private final @Nullable String ip;

    public Visitor(URI address) {
        this(address, null);
    }

    private Visitor(URI address, @Nullable String ip) {
        this.address = address;
        this.ip = ip;
    }

    /** A visitor from this IP address, as a proxy reports it. */
    public static Visitor from(String ip, URI address) {
        return new Visitor(address, ip);
    }

    public static Visitor loggedIn(URI address, String user, String password) throws Exception {
        Visitor visitor = new Visitor(address);
        HttpResponse<String> answer = visitor.submit("login", "login", "username", user, "password", password);
        if (answer.headers().firstValue("Location").orElse("").contains("login")) {
            throw new IllegalStateException("the log-in of " + user + " failed");
        }
        return visitor;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    /** An answer that does not end by itself; the caller closes it. */
    public HttpResponse<InputStream> stream(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofInputStream());
    }

    /** Requests a live fragment of an open page. */
    public HttpResponse<String> live(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("HX-Request", "true")
                        .build(),
                BodyHandlers.ofString());
    }

    /** Submits a form like a page, with the token of {@code page} and the version of what it shows, unless one is given. */
    public HttpResponse<String> submit(String page, String path, String... fields) throws Exception {
        String body = get(page).body();
        Matcher token = TOKEN.matcher(body);
        if (!token.find()) {
            throw new IllegalStateException("no form on " + page);
        }
        List<String> all = new ArrayList<>(List.of(fields));
        if (fields.length > 1 && !all.contains("version")) {
            version(body, path, fields[0], fields[1]).ifPresent(version -> all.addAll(List.of("version", version)));
        }
        all.add("_csrf");
        all.add(token.group(1));
        return post(path, all.toArray(String[]::new));
    }

    /** What the form of a page that goes there says is the version of the thing with this value of a field. */
    public static Optional<String> version(String page, String path, String field, String value) {
        String hidden = "name=\"" + field + "\" value=\"" + escaped(value) + "\"";
        return FORM.matcher(page)
                .results()
                .filter(form -> path.endsWith(form.group(1).replaceFirst("^/", ""))
                        && form.group(2).contains(hidden))
                .map(form -> VERSION.matcher(form.group(2)))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Submits a form without a token, like a page of another site. */
    public HttpResponse<String> post(String path, String... fields) throws IOException, InterruptedException {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return http.send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(String.join("&", pairs)))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        return ip == null ? request : request.header("X-Forwarded-For", ip);
    }

    /** Calls the API with Basic authentication. */
    public HttpResponse<String> call(String method, String path, String user, String password)
            throws IOException, InterruptedException {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return http.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Authorization", "Basic " + pair)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
