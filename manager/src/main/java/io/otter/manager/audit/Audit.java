package io.otter.manager.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.otter.manager.text.OneLine;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.AccessEvent;
import io.otter.manager.user.AccountChanged;
import io.otter.manager.user.Role;
import io.otter.manager.user.RowSecrets;
import io.otter.manager.user.SignedInUser;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The audit log: what somebody asks for is in it before it is done, and what became of it afterwards. Each line also goes where
 * {@code otter.audit.*} says. Thread-safe.
 */
@Component
public final class Audit {
    private static final Logger log = LoggerFactory.getLogger(Audit.class);
    private static final int LONGEST_USER = 64;
    /** In characters; always less than the column's 65,535 bytes. */
    private static final int LONGEST_ACTION = 16_000;

    private static final int LONGEST_OUTCOME = 200;
    private static final long NO_CHANNEL = 0;
    private static final String BEGUN = Audit.class.getName();

    private final AuditMapper mapper;
    private final Access access;
    private final RowSecrets rows;
    private final MessageSource messages;
    private final AuditExport export;
    private final InstantSource clock = InstantSource.system();

    Audit(AuditMapper mapper, Access access, RowSecrets rows, MessageSource messages, AuditExport export) {
        this.rows = rows;
        this.mapper = mapper;
        this.access = access;
        this.messages = messages;
        this.export = export;
    }

    /**
     * One action.
     *
     * @param address empty for who is no administrator
     * @param action action and detail in English
     * @param detail untranslated details; empty if there are none
     * @param said what a refusal said, mostly a code
     */
    public record Entry(
            Instant at,
            String user,
            String address,
            String action,
            @JsonIgnore Text act,
            @JsonIgnore String detail,
            Outcome outcome,
            @JsonIgnore String said) {}

    /** A request that is being answered. */
    private static final class Begun {
        private final AuditMapper.NewRow row;
        private final String request;
        private boolean done;

        Begun(AuditMapper.NewRow row, String request) {
            this.row = row;
            this.request = request;
        }
    }

    /** Notes what the request's user asks for, before anything is done. */
    void begin(HttpServletRequest request, Text asked) {
        String said = english(asked);
        var row = new AuditMapper.NewRow(NO_CHANNEL, user(), request.getRemoteAddr(), said, asked.json(), null);
        mapper.insert(row);
        request.setAttribute(BEGUN, new Begun(row, said));
        export.write(new AuditExport.Line(
                clock.instant(), row.id(), user(), request.getRemoteAddr(), said, "", AuditExport.BEGUN));
    }

    /** Notes what became of it. */
    void end(HttpServletRequest request, Outcome outcome, String said) {
        if (!(request.getAttribute(BEGUN) instanceof Begun begun)) {
            return;
        }
        request.removeAttribute(BEGUN);
        Outcome ended = begun.done && outcome == Outcome.ANSWERED ? Outcome.DONE : outcome;
        String text = (ended + " " + said).strip();
        mapper.end(begun.row.id(), text.substring(0, Math.min(LONGEST_OUTCOME, text.length())));
        export.write(new AuditExport.Line(
                clock.instant(), begun.row.id(), user(), request.getRemoteAddr(), begun.request, "", text));
    }

    /** Records an action of the current request's user, like {@code delete source src}. */
    public void did(Text act) {
        did(NO_CHANNEL, act, "");
    }

    /** Likewise, with lines of detail. */
    public void did(Text act, String detail) {
        did(NO_CHANNEL, act, detail);
    }

    /** Records an action of the current request's user on a channel, like {@code start channel shop}. */
    public void did(long channelId, Text act, String detail) {
        String said = english(act);
        String action = shortened(detail.isEmpty() ? said : said + "\n" + detail);
        HttpServletRequest request = RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes at
                ? at.getRequest()
                : null;
        String address = request == null ? "" : String.valueOf(request.getRemoteAddr());
        log.info("{} from {} did: {}", user(), address, said);
        if (request != null && request.getAttribute(BEGUN) instanceof Begun begun && !begun.done) {
            begun.done = true;
            mapper.say(begun.row.id(), channelId, action, act.json());
            export.write(new AuditExport.Line(
                    clock.instant(), begun.row.id(), user(), address, said, detail, Outcome.DONE.name()));
        } else {
            insert(channelId, user(), address, act, said, detail, Outcome.DONE.name());
        }
    }

    /**
     * Records what was done on a channel without a request.
     *
     * @param detail why; may be empty
     * @param said the code of a failure; empty if there was none
     */
    public void byItself(String who, long channelId, Text act, String detail, Outcome outcome, String said) {
        String text = english(act);
        log.info("{}: {}: {} {}", who, text, outcome, said);
        insert(channelId, who, "", act, text, detail, (outcome + " " + said).strip());
    }

    /** When this was recorded as who did something on a channel, earliest first. */
    public List<Instant> times(String who, long channelId, Instant since) {
        return mapper.times(who, channelId, since.getEpochSecond()).stream()
                .map(Instant::ofEpochSecond)
                .toList();
    }

    @EventListener
    void accountChanged(AccountChanged event) {
        did(event.act());
    }

    @EventListener
    void access(AccessEvent event) {
        String said = english(event.act());
        log.info("{} from {}: {}", event.user(), event.address(), said);
        insert(
                NO_CHANNEL,
                event.user(),
                event.address(),
                event.act(),
                said,
                "",
                (event.refused() ? Outcome.REFUSED : Outcome.DONE).name());
    }

    private void insert(
            long channelId, String user, String address, Text act, String said, String detail, String outcome) {
        String who = user.substring(0, Math.min(LONGEST_USER, user.length()));
        String action = shortened(detail.isEmpty() ? said : said + "\n" + detail);
        var row = new AuditMapper.NewRow(channelId, who, address, action, act.json(), outcome);
        mapper.insert(row);
        export.write(new AuditExport.Line(clock.instant(), row.id(), who, address, said, detail, outcome));
    }

    private String user() {
        return access.user().map(SignedInUser::name).orElse("");
    }

    private String english(Text act) {
        return OneLine.of(messages.getMessage(act, Locale.ENGLISH));
    }

    /** The newest actions whose text or user contains this text. */
    public List<Entry> find(String text, int most) {
        access.require(Role.ADMIN);
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return entries(mapper.find(pattern, most), true);
    }

    /** Actions on a channel, newest first. */
    public List<Entry> list(long channelId, int most) {
        boolean all =
                access.user().filter(user -> user.role().covers(Role.ADMIN)).isPresent();
        return entries(mapper.ofChannel(channelId, most), all);
    }

    private static String shortened(String action) {
        if (action.length() <= LONGEST_ACTION) {
            return action;
        }
        int end = Character.isHighSurrogate(action.charAt(LONGEST_ACTION - 1)) ? LONGEST_ACTION - 1 : LONGEST_ACTION;
        return action.substring(0, end) + "\n… (" + (action.length() - end) + " characters more)";
    }

    private List<Entry> entries(List<AuditMapper.Row> rows, boolean withAddress) {
        return rows.stream().map(row -> shown(entry(row, withAddress))).toList();
    }

    private Entry shown(Entry entry) {
        return new Entry(
                entry.at(),
                entry.user(),
                entry.address(),
                rows.shown(entry.action()),
                rows.shown(entry.act()),
                rows.shown(entry.detail()),
                entry.outcome(),
                entry.said());
    }

    private static Entry entry(AuditMapper.Row row, boolean withAddress) {
        String[] outcome = Objects.requireNonNullElse(row.outcome(), "").split(" ", 2);
        String[] lines = row.action().split("\n", 2);
        return new Entry(
                Instant.ofEpochSecond(row.at()),
                row.user(),
                withAddress ? row.address() : "",
                row.action(),
                Optional.ofNullable(row.act()).flatMap(Text::ofJson).orElse(Text.plain(lines[0])),
                lines.length == 1 ? "" : lines[1],
                outcome(row),
                outcome.length == 1 ? "" : outcome[1]);
    }

    /** Rows of older managers were written when all was done. */
    private static Outcome outcome(AuditMapper.Row row) {
        if (row.outcome() == null) {
            return row.act() != null && row.act().contains("act.request") ? Outcome.UNKNOWN : Outcome.DONE;
        }
        return Outcome.valueOf(row.outcome().split(" ", 2)[0]);
    }
}
