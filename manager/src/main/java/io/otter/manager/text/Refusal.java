package io.otter.manager.text;

import java.util.List;

/** The reasons for refusing a request. The texts are English; translations are looked up by name. */
public enum Refusal {
    CHANNEL_UNKNOWN("there is no channel named \"{0}\"."),
    PIPELINE_UNKNOWN("channel {0} has no pipeline named \"{1}\"."),
    CANAL_UNKNOWN("there is no canal named \"{0}\"."),
    GROUP_UNKNOWN("there is no group named \"{0}\"."),
    NODE_UNKNOWN("there is no node named \"{0}\"."),
    ZOOKEEPER_UNKNOWN("there is no ZooKeeper cluster named \"{0}\"."),
    NAME_UNKNOWN("there is nothing named \"{0}\"."),
    KIND_UNKNOWN("there is no {0}."),
    ALARM_RULE_UNKNOWN("there is no alarm rule {0}."),
    ALARM_OVER("alarm {0} does not last any more."),
    DEAD_LETTER_UNKNOWN("the channel has no dead letter {0}."),
    DDL_UNKNOWN("channel {0} waits at no statement {1}."),
    PAIR_UNKNOWN("there is no pair {0}."),
    PAIR_GONE("pipeline {0} has no such pair any more."),
    TABLE_GONE("there is no such table any more."),
    USER_UNKNOWN("there is no such user."),
    TOKEN_UNKNOWN("there is no such token."),
    NAME_NOT_TYPED("nothing was done: \"{0}\" has to be typed to confirm."),
    NOTHING_CHOSEN("nothing was chosen yet: begin at the first page."),

    AND("{0}, {1}"),
    PIPELINE("pipeline {0} of channel {1}"),
    IN_USE("\"{0}\" is still used by {1}."),
    TABLE_IN_USE("{0} is still used by {1}."),
    LAST_PAIR("pipeline {0} needs at least one pair; this is its last one."),
    CHANNEL_NOT_STOPPED("channel {0} is not stopped."),
    CANAL_IS_READ("canal {0}: channel {1} runs or is not stopped yet; stop it first."),
    GROUP_MASTER_IS_OTHER("group {0} is not switched: its master is {1} by now, not \"{2}\"."),
    GROUP_HAS_NO_STANDBY("group {0} is not switched: it has no standby."),
    GROUP_READERS_WOULD_STOP("group {0} is not switched: by GTID these cannot be found again and would stop: {1}."),

    NO_PIPELINE("channel {0}: it has no pipeline."),
    NO_PAIRS("channel {0}: pipeline {1} has no pairs."),
    NO_SELECT_NODE("channel {0}: pipeline {1} has no select node."),
    NO_LOAD_NODE("channel {0}: pipeline {1} has no load node."),
    SEVERAL_SOURCES("channel {0}: pipeline {1} has pairs of several sources."),
    CANAL_MISSING("channel {0}: pipeline {1} has no canal \"{2}\"."),
    CANAL_WITHOUT_ADDRESS("channel {0}: canal {1} has neither addresses nor a source."),
    GROUP_MISSING("channel {0}: canal {1} has no group \"{2}\"."),
    SOURCE_MISSING("channel {0}: source \"{1}\" is missing or of a type that cannot run."),
    SOURCE_UNUSABLE("source \"{0}\" cannot be used."),

    ZOOKEEPER_SILENT("otter.zookeeper.cluster.default: no ZooKeeper answers."),
    NODE_NOT_REGISTERED("node {0} is not registered, so there is nobody to ask."),
    NODE_INTERRUPTED("node {0}: interrupted while it was asked."),
    SERVER_SAYS("server {0}: {1}."),
    LOGS_NOT_LISTED("source at {0} does not list its logs: {1}."),
    LOG_MISSING("source at {0} has no log."),
    CHECKPOINT_UNREAD("retl.retl_checkpoint of {0} is not read: {1}."),
    CHECKPOINT_UNCHANGED("retl.retl_checkpoint of {0} is not changed: {1}."),

    DDL_NEEDS_SQL("sql: REPLACE needs it."),
    DDL_TAKES_NO_SQL("sql: only with REPLACE."),
    DEAD_LETTER_IS("dead letter {0} is {1}."),
    DEAD_LETTER_UNNAMED(
            "dead letter {0}: retl_buffer cannot name the row ({1}); write it by hand and discard the" + " letter."),
    FREE_DOOR_SHUT("pipeline {0} has skipFreeDoor: true, so no row can be sent again."),
    FREE_DOOR_REFUSES("source {0} does not take a row in retl.retl_buffer: {1}."),
    SOURCE_TABLE_MISSING("source {0} has no table {1}."),
    KEY_IS_OTHER("{0} has another key now than when the row was refused."),

    WAY_IS_OFF("{0} is not configured."),
    RECEIVER_MISSING("there is no default receiver."),
    MAIL_SERVER_SAYS("mail server {0}: {1}."),
    MAIL_CERTIFICATE("mail server {0}: its certificate is not accepted: {1}; it must be of this host, and the one that"
            + " signed it in the truststore of the manager''s Java."),
    WEBHOOK_SAYS("webhook at {0}: {1}."),
    WEBHOOK_UNREACHED("webhook at {0}: no connection."),
    WEBHOOK_STATUS("webhook at {0}: it answers with status {1}."),
    WEBHOOK_LINK_LOCAL("webhook at {0}: its address is link-local."),

    NOBODY("nobody is logged in."),
    PASSWORD_KNOWN_STILL("user {0} still has a publicly known password."),
    ROLE_MISSING("user {0} is {1}; this needs {2}."),
    PASSWORD_WRONG("the present password is wrong."),
    PASSWORD_SAME("the new password is the present one."),
    PASSWORD_LENGTH("a password must have at least {0} characters and at most {1} bytes."),
    PASSWORD_KNOWN("this password is publicly known."),
    PASSWORD_CHANGED("the password of {0} was changed by somebody else."),
    USER_NAME("a user name must have 1 to {0} characters, none of them emoji."),
    USER_EXISTS("user \"{0}\" exists already."),
    USER_IS_SELF("you are {0}: another administrator has to do this."),
    TOKEN_NAME("a token''s name must have 1 to {0} characters.");

    private final String english;

    Refusal(String english) {
        this.english = english;
    }

    /** A pattern for {@link java.text.MessageFormat}. */
    public String english() {
        return english;
    }

    /** @param values for its text: each {@link Tellable}, or shown as its {@code toString} in every language */
    public Refused with(Object... values) {
        return Refused.of(this, values);
    }

    /** Several things, at least one, as a list; built by halving, so that thousands do not nest too deep. */
    public static Tellable all(List<? extends Tellable> things) {
        int half = things.size() / 2;
        return half == 0
                ? things.get(0)
                : AND.with(all(things.subList(0, half)), all(things.subList(half, things.size())));
    }
}
