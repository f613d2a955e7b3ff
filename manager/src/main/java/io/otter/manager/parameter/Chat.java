package io.otter.manager.parameter;

import io.otter.common.secret.Secret;

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

    /** One line, without what must not be seen. */
    String text() {
        return kind + " = " + place + "/***" + (secret.equals(Secret.NONE) ? "" : " ***");
    }
}
