package io.otter.manager.alarm;

import io.otter.common.error.ErrorCode;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.parameter.Chat;
import io.otter.manager.parameter.SystemParameters;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Posts notices to the robots of group chats. Does not follow redirects, and refuses link-local addresses. */
@Component
final class ChatCourier implements Courier {
    private static final Logger log = LoggerFactory.getLogger(ChatCourier.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SecretKey key;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    @Autowired
    ChatCourier(SecretKey key) {
        this(key, Clock.systemUTC());
    }

    ChatCourier(SecretKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    @Override
    public Way way() {
        return Way.CHAT;
    }

    @Override
    public boolean isOn(SystemParameters parameters) {
        return !parameters.chats().isEmpty();
    }

    @Override
    public void tell(List<Notice> notices, SystemParameters parameters) {
        RefusedException last = null;
        boolean told = false;
        for (Chat chat : parameters.chats()) {
            RefusedException fault = post(chat, notices);
            told |= fault == null;
            if (fault != null) {
                log.warn("a chat is not told of alarms: {}", fault.describe());
                last = fault;
            }
        }
        if (!told && last != null) {
            throw last;
        }
    }

    private @Nullable RefusedException post(Chat chat, List<Notice> notices) {
        String secret = chat.secret().equals(Secret.NONE) ? "" : key.decrypt(chat.secret());
        ChatMessage message =
                ChatMessage.of(chat.kind(), key.decrypt(chat.address()), secret, notices, clock.instant());
        try {
            for (InetAddress resolved :
                    InetAddress.getAllByName(message.address().getHost())) {
                if (resolved.isLinkLocalAddress()) {
                    return undelivered(Refusal.WEBHOOK_LINK_LOCAL.with(chat.place()), null);
                }
            }
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(message.address())
                            .timeout(LIMIT)
                            .header("Content-Type", "application/json; charset=utf-8")
                            .POST(BodyPublishers.ofByteArray(message.body()))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                return undelivered(Refusal.WEBHOOK_STATUS.with(chat.place(), answer.statusCode()), null);
            }
            String refusal = ChatMessage.refusal(chat.kind(), answer.body());
            return refusal.isEmpty() ? null : undelivered(Refusal.WEBHOOK_SAYS.with(chat.place(), refusal), null);
        } catch (IOException e) {
            return undelivered(Refusal.WEBHOOK_UNREACHED.with(chat.place()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return undelivered(Refusal.WEBHOOK_UNREACHED.with(chat.place()), e);
        }
    }

    private static RefusedException undelivered(Refused why, @Nullable Exception cause) {
        return cause == null
                ? new RefusedException(ErrorCode.ALARM_UNDELIVERED, why)
                : new RefusedException(ErrorCode.ALARM_UNDELIVERED, why, cause);
    }
}
