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
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Posts notices to the robots of group chats. Does not follow redirects, and refuses link-local addresses. */
@Component
final class ChatCourier implements Courier {
    private static final Logger log = LoggerFactory.getLogger(ChatCourier.class);

    private final SecretKey key;
    private final Clock clock;
    private final AlarmPost http;

    @Autowired
    ChatCourier(SecretKey key, AlarmPost http) {
        this(key, http, Clock.systemUTC());
    }

    ChatCourier(SecretKey key, AlarmPost http, Clock clock) {
        this.key = key;
        this.http = http;
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
            try {
                post(chat, notices);
                told = true;
            } catch (RefusedException e) {
                log.warn("a chat is not told of alarms: {}", e.describe());
                last = e;
            }
        }
        if (!told && last != null) {
            throw last;
        }
    }

    /** @throws RefusedException if it was not delivered */
    private void post(Chat chat, List<Notice> notices) {
        String place = chat.place();
        ChatMessage message = ChatMessage.of(
                chat.kind(),
                key.decrypt("the chat", chat.address(), chat.receiver()),
                chat.secret().equals(Secret.NONE) ? "" : key.decrypt("the chat", chat.secret(), chat.receiver()),
                notices,
                clock.instant());
        try {
            AlarmPost.Answer answer = http.send(
                    message.address(), Map.of("Content-Type", "application/json; charset=utf-8"), message.body());
            if (!answer.isGood()) {
                throw undelivered(Refusal.WEBHOOK_STATUS.with(place, answer.status()));
            }
            String refusal = ChatMessage.refusal(chat.kind(), answer.body());
            if (!refusal.isEmpty()) {
                throw undelivered(Refusal.WEBHOOK_SAYS.with(place, refusal));
            }
        } catch (IOException e) {
            throw new RefusedException(ErrorCode.ALARM_UNDELIVERED, Refusal.WEBHOOK_UNREACHED.with(place), e);
        }
    }

    private static RefusedException undelivered(Refused why) {
        return new RefusedException(ErrorCode.ALARM_UNDELIVERED, why);
    }
}
