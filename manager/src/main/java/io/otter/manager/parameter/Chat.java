package io.otter.manager.parameter;

import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import java.util.List;

/**
 * A robot of a group chat, to which alarms are posted.
 *
 * @param place scheme and host of its address, for display
 * @param address with the token that lets one post
 * @param secret signs what is posted; none if the robot wants no signature
 */
public record Chat(Kind kind, String place, Secret address, Secret secret) {
    /** Whose robot it is. */
    public enum Kind {
        DINGTALK,
        FEISHU,
        WECOM,
        SLACK;

        /** Whether what is posted can be signed. */
        boolean signs() {
            return this == DINGTALK || this == FEISHU;
        }
    }

    /** Whom address and secret are for. */
    public PasswordPlace receiver() {
        return PasswordPlace.webhook(place);
    }

    boolean isCurrent(SecretKey key) {
        return key.isCurrent(address) && key.isCurrent(secret);
    }

    boolean isReadable(SecretKey key) {
        return key.canDecrypt(address) && key.canDecrypt(secret);
    }

    Chat renewed(SecretKey key) {
        return new Chat(
                kind,
                place,
                key.renewed("a chat at " + place, address, List.of(receiver())),
                key.renewed("a chat at " + place, secret, List.of(receiver())));
    }

    /** One line, without what must not be seen. */
    String text() {
        return kind + " = " + place + "/***" + (secret.equals(Secret.NONE) ? "" : " ***");
    }
}
