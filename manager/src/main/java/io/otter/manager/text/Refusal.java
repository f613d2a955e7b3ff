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
    KIND_UNKNOWN("unknown kind \"{0}\"."),
    ALARM_RULE_UNKNOWN("there is no alarm rule {0}."),
    ALARM_OVER("alarm {0} is no longer active."),
    DEAD_LETTER_UNKNOWN("the channel has no dead letter {0}."),
    DDL_UNKNOWN("channel {0} is not waiting for a decision about statement {1}."),
    SWITCH_NO_MAINSTEM("no node selects for pipeline {0} now, so there is nothing to switch."),
    SWITCH_NOBODY("no other node that may select for pipeline {0} is up and undrained."),
    SWITCH_NODE("{1} cannot take over pipeline {0}: it may not select for it, is down or is drained."),
    RESYNC_UNKNOWN("the channel has no resync {0}."),
    RESYNC_OVER("resync {0} is over: {1}."),
    RESYNC_PAIR("channel {0} has no pair from {1}."),
    RESYNC_WHERE("\"{0}\" is not one SQL condition."),
    VERIFY_UNKNOWN("the channel has no comparison {0}."),
    VERIFY_OVER("comparison {0} is over: {1}."),
    VERIFY_GOES_ON("comparison {0} is not over yet."),
    PLACE_UNREADABLE(
            "no place in a log was found in what was pasted: expected the position line of a dump, the metadata of a"
                    + " backup, a GTID set, file:offset or a time."),
    RESYNC_EMPTY_UNCONFIRMED(
            "nothing was done: all rows of the target tables would be deleted first; confirm with the name of the"
                    + " channel, \"{0}\"."),
    RESYNC_FILLED("these target tables have rows: {0}."),
    RESYNC_DATABASE("the tables cannot be prepared: {0}."),
    TABLE_NOT_UNKNOWN("pipeline {0} has not stopped at table {1}, or no longer waits there."),
    PAIR_UNKNOWN("there is no pair {0}."),
    PAIR_GONE("pipeline {0} no longer has this pair."),
    TABLE_GONE("this table no longer exists."),
    USER_UNKNOWN("there is no such user."),
    TOKEN_UNKNOWN("there is no such token."),
    NAME_NOT_TYPED("nothing was done: type \"{0}\" to confirm."),
    NOTHING_CHOSEN("nothing has been chosen yet: start at the first page."),

    MANAGER_DATABASE_SILENT("the manager database does not answer, so nothing can be shown or changed now."),
    PATH_UNKNOWN("there is nothing at {0}."),
    METHOD_UNKNOWN("{0} is not possible here, only {1}."),
    TYPE_UNKNOWN("the body cannot be of type {0}, only of {1}."),
    TYPE_UNAVAILABLE("the answer is available only as {0}."),
    BODY_UNREADABLE("the body cannot be read: {0}."),
    BODY_TOO_LARGE("the body has more than {0} bytes."),
    VALUE_UNREADABLE("{0}: \"{1}\" is not possible here."),
    VALUE_MISSING("{0}: missing."),
    NUMBER_RANGE("{0}: must be a number from {1} to {2}."),

    AND("{0}, {1}"),
    PIPELINE("pipeline {0} of channel {1}"),
    IN_USE("\"{0}\" is still used by {1}."),
    TABLE_IN_USE("{0} is still used by {1}."),
    LAST_PAIR("pipeline {0} needs at least one pair; this is its last one."),
    CHANNEL_STATE_UNKNOWN("ZooKeeper does not answer, so it is unknown whether channel {0} is stopped."),
    CHANNEL_NOT_STOPPED("channel {0} is not stopped."),
    FREE_DOOR_TABLE("there is no table {0}."),
    FREE_DOOR_KEY(
            "{0} has no key that retl.retl_buffer can express: it needs a primary key, or a unique key without nulls, and no bytes in it. Copy the table instead."),
    PLACE_GONE("the place is not there: {0}"),
    CANAL_IS_READ("canal {0}: channel {1} is running or not stopped yet; stop it first."),
    GROUP_MASTER_IS_OTHER("group {0} was not switched: its master is now {1}, not \"{2}\"."),
    GROUP_HAS_NO_STANDBY("group {0} was not switched: it has no standby."),
    GROUP_READERS_WOULD_STOP("group {0} was not switched: these cannot resume by GTID and would stop: {1}."),

    NO_PIPELINE("channel {0} has no pipeline."),
    NO_PAIRS("channel {0}: pipeline {1} has no pairs."),
    NO_SELECT_NODE("channel {0}: pipeline {1} has no select node."),
    TOO_MANY_SITES("channel {0}: {1} is one of more than {2} servers that were ever part of a two-way sync."),
    CONFLICTS_CONTRADICT(
            "channel {0}: pipeline {1} and the one of the opposite direction decide otherwise about conflicts of {2}; give"
                    + " both pairs the same conflictPolicy and the same home."),
    PIPELINES_REPEAT(
            "channel {0}: pipeline {1} brings {2}, which is synced both ways, to where {3} brings it, too, so what one has"
                    + " applied would be a conflict of the other: have one pipeline only for a table in each direction."),
    CONFLICTS_UNSETTLED(
            "channel {0}: pipeline {1} passes on changes of a third server to {2}; there conflicts can be decided by STOP and"
                    + " SOURCE only."),
    NO_LOAD_NODE("channel {0}: pipeline {1} has no load node."),
    SEVERAL_SOURCES("channel {0}: pipeline {1} has pairs with different sources."),
    CANAL_MISSING("channel {0}: pipeline {1} names canal \"{2}\", which does not exist."),
    CANAL_WITHOUT_ADDRESS("channel {0}: canal {1} has neither addresses nor a source."),
    GROUP_MISSING("channel {0}: canal {1} names group \"{2}\", which does not exist."),
    SOURCE_MISSING("channel {0}: source \"{1}\" does not exist or has a type that cannot run."),
    SOURCE_UNUSABLE("source \"{0}\" cannot be used."),

    ZOOKEEPER_SILENT("otter.zookeeper.cluster.default: ZooKeeper does not answer."),
    ZOOKEEPER_FOREIGN(
            "otter.zookeeper.cluster.default: this ZooKeeper holds the tree of installation {0}, and this is {1}."),
    NODE_NOT_REGISTERED("node {0} is not registered, so it cannot be queried."),
    NODE_INTERRUPTED("node {0}: the query was interrupted."),
    SERVER_SAYS("server {0}: {1}."),
    LOGS_NOT_LISTED("source at {0} did not list its logs: {1}."),
    LOG_MISSING("source at {0} has no binary log."),
    CHECKPOINT_UNREAD("retl.retl_checkpoint of {0} could not be read: {1}."),
    STOPPED_ROW_UNREAD("retl.retl_refused_row of {0} could not be read or changed: {1}."),
    STOPPED_ROW_GONE("no pipeline of {0} has stopped at the row {1} now: it was decided about or tried again since."),
    STOPPED_ROW_NOT_ALONE("{0} concerns more than this row, so putting it aside would not help."),
    STOPPED_ROW_CHOICE("a row needs a \"choice\": RETRY, PUT_ASIDE or STOP."),
    CHECKPOINT_OF_ANOTHER(
            "{0} holds the checkpoint of another installation, {1}, for a pipeline of the number of {2}; first take it over, or"
                    + " begin anew."),
    CHECKPOINT_UNCHANGED("retl.retl_checkpoint of {0} could not be changed: {1}."),

    DDL_NEEDS_SQL("sql: required with REPLACE."),
    DDL_TAKES_NO_SQL("sql: allowed only with REPLACE."),
    DEAD_LETTER_IS("dead letter {0} is already {1}."),
    DEAD_LETTER_UNNAMED(
            "dead letter {0}: the row ({1}) cannot be named in retl_buffer; write it manually, then discard the"
                    + " letter."),
    FREE_DOOR_SHUT("pipeline {0} has skipFreeDoor: true, so rows cannot be sent again."),
    FREE_DOOR_REFUSES("source {0} did not accept a row in retl.retl_buffer: {1}."),
    SOURCE_TABLE_MISSING("source {0} has no table {1}."),
    KEY_IS_OTHER("the key of {0} has changed since the row was refused."),

    WAY_IS_OFF("{0} is not configured."),
    RECEIVER_MISSING("no default receiver is configured."),
    MAIL_SERVER_SAYS("mail server {0}: {1}."),
    MAIL_CERTIFICATE("mail server {0}: its certificate was not accepted: {1}. It must be issued for this host, by a"
            + " certificate in the truststore of the manager''s Java."),
    WEBHOOK_SAYS("webhook at {0}: {1}."),
    WEBHOOK_UNREACHED("webhook at {0}: could not connect."),
    WEBHOOK_STATUS("webhook at {0} answered with status {1}."),
    WEBHOOK_LINK_LOCAL(
            "{0}: alarms are not sent to link-local, multicast and similar addresses, nor to this host by another name."),

    NOBODY("you are not logged in."),
    PASSWORD_KNOWN_STILL("user {0} still has a publicly known password."),
    ROLE_MISSING("user {0} has the role {1}; this requires {2}."),
    PASSWORD_WRONG("the current password is wrong."),
    PASSWORD_SAME("the new password must differ from the current one."),
    PASSWORD_LENGTH("a password must have at least {0} characters and at most {1} bytes."),
    PASSWORD_KNOWN("this password is publicly known."),
    PASSWORD_CHANGED("the password of {0} was changed by somebody else."),
    USER_NAME("a user name must have 1 to {0} characters and no emoji."),
    EDIT_CONFLICT("{0} was changed by somebody else after you opened it; nothing was changed."),
    EDIT_CONFLICT_BY("{0} has changed since you opened it, last by {1} at {2}; nothing was changed."),
    USER_EXISTS("user \"{0}\" already exists."),
    USER_IS_SELF("you cannot do this to your own account ({0}); another administrator can."),
    APPROVAL_NEEDED("this needs a second person: it waits as request {0} for another operator."),
    APPROVAL_OWN("request {0} is your own, or is approved already."),
    APPROVAL_UNKNOWN("no request {0} waits here."),
    USER_EXTERNAL("the identity provider keeps role and password of user {0}; change them there."),
    LOG_IN_AGAIN("log out and in again: this is possible for {0} minutes after a login at the identity provider."),
    TOKEN_NAME("a token''s name must have 1 to {0} characters."),
    TOKEN_DAYS("a token is valid for 1 to {0} days."),
    PASSWORD_GUESSES("too many wrong passwords; wait {0} s."),
    TOKEN_CHANNELS("at most {0} channels can be named, each in at most {1} characters."),
    BACKUP_NONE("this is not a backup of format {0}."),
    BACKUP_FOREIGN("this backup was made under another otter.secret.key, or was changed since."),
    BACKUP_LATER("this backup was made by a later version: there is no {0} here."),
    BACKUP_NOT_EMPTY("something is configured here already ({0}): restore into a manager with an empty database."),
    SESSION_UNKNOWN("there is no such session."),
    PROBE_TOO_LONG("the server did not answer all questions within {0} s."),
    PROBE_BUSY("too many servers are being tested right now; try again.");

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
