package io.otter.manager.approval;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.Sha256;
import io.otter.manager.audit.Audit;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.user.SignedInUser;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Service;

/**
 * Has some acts wait for a second person. Who asks for one is refused, and may ask for exactly the same again once another
 * operator has approved it, or has asked for the same. Thread-safe.
 */
@Service
public final class FourEyes {
    private final Optional<Duration> limit;
    private final ApprovalMapper mapper;
    private final Access access;
    private final Audit audit;
    private final MessageSource messages;
    private final InstantSource clock = InstantSource.system();

    FourEyes(ManagerSettings settings, ApprovalMapper mapper, Access access, Audit audit, MessageSource messages) {
        limit = settings.access().fourEyes();
        this.mapper = mapper;
        this.access = access;
        this.audit = audit;
        this.messages = messages;
    }

    public boolean isOn() {
        return limit.isPresent();
    }

    /**
     * Does an act if it has a second person, who may be the user of now. One that fails may be done again.
     *
     * @param channel name; empty for an act on several channels
     * @param what names the act and what it is done to, the same for the same act
     * @param details all that makes a difference, for who approves
     * @throws OtterException with APPROVAL_NEEDED
     */
    public <T> T run(String channel, Text what, String details, Supplier<T> act) {
        if (limit.isEmpty()) {
            return act.get();
        }
        long id = approved(channel, what, details, limit.get());
        if (mapper.use(id, clock.millis()) == 0) {
            throw needed(id);
        }
        try {
            return act.get();
        } catch (RuntimeException e) {
            mapper.unuse(id);
            throw e;
        }
    }

    /** The acts that the user may approve, or has asked for; the oldest first. */
    public List<Approval> list() {
        access.require(Role.OPERATOR);
        return mapper.open(clock.millis()).stream()
                .filter(row -> access.sees(row.channel()))
                .map(this::approval)
                .toList();
    }

    /** @throws OtterException with NOT_FOUND, or ILLEGAL_MOVE for one's own */
    public void approve(long id) {
        SignedInUser me = access.require(Role.OPERATOR);
        Approval approval = find(id);
        if (mapper.approve(id, me.id(), me.name()) == 0) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.APPROVAL_OWN.with(id));
        }
        audit.did(Text.of("act.approve", id, approval.asker(), approval.act()), approval.details());
    }

    /** Refuses one of those listed, or takes back one's own. @throws OtterException with NOT_FOUND */
    public void reject(long id) {
        access.require(Role.OPERATOR);
        Approval approval = find(id);
        mapper.delete(id);
        audit.did(Text.of("act.reject", id, approval.asker(), approval.act()), approval.details());
    }

    private long approved(String channel, Text what, String details, Duration within) {
        SignedInUser me = access.require(Role.OPERATOR);
        String digest = Sha256.hex(what.json() + "\n" + details);
        Instant now = clock.instant();
        ApprovalMapper.Row row = mapper.find(digest, now.toEpochMilli());
        if (row == null) {
            var asked = new ApprovalMapper.NewRow(
                    channel,
                    digest,
                    what.json(),
                    details,
                    me.id(),
                    me.name(),
                    now.plus(within).toEpochMilli());
            mapper.insert(asked);
            audit.did(Text.of("act.ask", asked.id(), what), details);
            throw needed(asked.id());
        }
        if (row.approvedBy() == null) {
            if (row.askedBy() == me.id() || mapper.approve(row.id(), me.id(), me.name()) == 0) {
                throw needed(row.id());
            }
            audit.did(Text.of("act.approve", row.id(), row.asker(), what), details);
        } else if (row.askedBy() != me.id() && row.approvedBy() != me.id()) {
            throw needed(row.id());
        }
        return row.id();
    }

    private static RefusedException needed(long id) {
        return new RefusedException(ErrorCode.APPROVAL_NEEDED, Refusal.APPROVAL_NEEDED.with(id));
    }

    private Approval find(long id) {
        return list().stream()
                .filter(approval -> approval.id() == id)
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.APPROVAL_UNKNOWN.with(id)));
    }

    private Approval approval(ApprovalMapper.Row row) {
        Text act = Text.ofJson(row.act()).orElse(Text.plain(row.act()));
        return new Approval(
                row.id(),
                row.channel(),
                messages.getMessage(act, Locale.ENGLISH),
                act,
                row.details(),
                row.asker(),
                row.approver(),
                Instant.ofEpochMilli(row.expires()));
    }
}
