package io.otter.manager.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.AccountChanged;
import io.otter.manager.user.Role;
import io.otter.manager.user.SignedInUser;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The audit log; services record actions after they have succeeded. Thread-safe. */
@Component
public final class Audit {
    private static final Logger log = LoggerFactory.getLogger(Audit.class);
    private static final int LONGEST_USER = 64;
    /** In characters; always less than the column's 65,535 bytes. */
    private static final int LONGEST_ACTION = 16_000;

    private static final long NO_CHANNEL = 0;

    private final AuditMapper mapper;
    private final Access access;
    private final MessageSource messages;

    Audit(AuditMapper mapper, Access access, MessageSource messages) {
        this.mapper = mapper;
        this.access = access;
        this.messages = messages;
    }

    /**
     * One action.
     *
     * @param action action and detail in English
     * @param detail untranslated details; empty if there are none
     */
    public record Entry(
            Instant at,
            String user,
            String address,
            String action,
            @JsonIgnore Text act,
            @JsonIgnore String detail) {}

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
        String user = access.user().map(SignedInUser::name).orElse("");
        String address = RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? String.valueOf(attributes.getRequest().getRemoteAddr())
                : "";
        String said = messages.getMessage(act, Locale.ENGLISH).replaceAll("\\R", " ");
        log.info("{} from {} did: {}", user, address, said);
        mapper.insert(
                channelId,
                user.substring(0, Math.min(LONGEST_USER, user.length())),
                address,
                shortened(detail.isEmpty() ? said : said + "\n" + detail),
                act.json());
    }

    @EventListener
    void accountChanged(AccountChanged event) {
        did(event.act());
    }

    /** The newest actions whose text or user contains this text. */
    public List<Entry> find(String text, int most) {
        access.require(Role.ADMIN);
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return entries(mapper.find(pattern, most));
    }

    /** Actions on a channel, newest first. */
    public List<Entry> list(long channelId, int most) {
        return entries(mapper.ofChannel(channelId, most));
    }

    private static String shortened(String action) {
        if (action.length() <= LONGEST_ACTION) {
            return action;
        }
        int end = Character.isHighSurrogate(action.charAt(LONGEST_ACTION - 1)) ? LONGEST_ACTION - 1 : LONGEST_ACTION;
        return action.substring(0, end) + "\n… (" + (action.length() - end) + " characters more)";
    }

    private static List<Entry> entries(List<AuditMapper.Row> rows) {
        return rows.stream().map(Audit::entry).toList();
    }

    private static Entry entry(AuditMapper.Row row) {
        String[] lines = row.action().split("\n", 2);
        return new Entry(
                Instant.ofEpochSecond(row.at()),
                row.user(),
                row.address(),
                row.action(),
                Optional.ofNullable(row.act()).flatMap(Text::ofJson).orElse(Text.plain(lines[0])),
                lines.length == 1 ? "" : lines[1]);
    }
}
