package io.otter.database.precheck;

/** The possible findings. Texts are English with a placeholder per value; translations are looked up by name. */
public enum Finding {
    SERVER("{0}"),
    SOURCE("source \"{0}\" ({1})"),
    TARGET("target \"{0}\" ({1})"),
    CANAL("canal \"{0}\" ({1})"),

    SAID("{0}"),
    UNCHECKED("could not be checked: {0}"),
    TIME_LIMIT("the servers answer too slowly: nothing was checked from {0} on"),
    ADDRESS_UNUSABLE("{0}: {1}"),
    ANSWERS("{0} answers."),
    LOGGED_IN("{0} can log in to {1}, {2}."),
    UNIDENTIFIED("{0} did not report its version: {1}"),

    LOG_ON("{0} writes a binary log."),
    LOG_OFF("{0} writes no binary log (log_bin is OFF)."),
    LOG_ROWS("{0} logs in ROW format."),
    LOG_NOT_ROWS("{0} logs in {1} format, not ROW; sessions that are already open keep their format."),
    IMAGE_FULL("{0} logs full row images."),
    IMAGE_NOT_FULL("{0} logs {1} row images, not FULL: columns missing in the log are looked up there. Sessions that"
            + " are already open keep their setting."),
    METADATA_FULL("{0} logs the columns of each table with its rows."),
    METADATA_NOT_FULL("{0} does not log column names (binlog_row_metadata = {1}): after a DDL statement that cannot be"
            + " followed, the columns of a table may be unknown and its pipeline stops. With FULL it does not; that takes about 110"
            + " bytes more log per transaction and changed table of ten columns."),
    VALUES_WHOLE("{0} logs complete values."),
    VALUES_PARTIAL("{0} logs only parts of JSON values (binlog_row_value_options = {1})."),
    LOG_COMPRESSED("{0} compresses events of its log (log_bin_compress), and not all of them can be read."),
    SERVER_ID("{0} has server_id {1}."),
    SERVER_ID_ZERO("{0} has server_id 0, so its log cannot be read."),
    CHANGES_LOGGED("{0} logs every change it makes."),
    REPLICA_NOT_LOGGED("{0} is a replica and does not log the changes it replicates."),
    MAY_READ_LOG("{0} can read the log of {1}."),
    MAY_ASK_POSITIONS("{0} can query the log position of {1}."),
    PRIVILEGE_MISSING("{0} lacks {1} at {2}."),
    READER_ID("canal \"{0}\" reads as server_id {1}."),
    READER_ID_OF_SERVER("canal \"{0}\" has slaveId {1}, which is the server_id of {2} itself: choose another one."),
    READER_ID_NOT_ABOVE_ZERO("canal \"{0}\" has slaveId {1}, which is not above 0: choose another one."),
    READER_ID_TAKEN("another reader already reads {0} with server_id {1}. Unless it is this pipeline itself, choose"
            + " another slaveId for canal \"{2}\"."),

    SOURCE_TABLE("{0} has 1 table for {1}."),
    SOURCE_TABLES("{0} has {1} tables for {2}."),
    SOURCE_TABLES_NONE("{0} has no table for {1} that {2} can see; tables created later are synced."),
    SOURCE_TABLE_MISSING("{0} has no table {1}."),
    NO_PLACE("{0}, matched by pair {1}, has no counterpart in {2}."),
    MAY_NOT_READ("{0} cannot read {1} at {2}, or it does not exist."),
    CANNOT_READ("{0} cannot read {1} at {2}: {3}"),
    MAY_READ_ALL("{0} can read every mapped table of {1}."),
    KEYED("{0} has a key."),
    SOURCE_KEYLESS("{0} at {1} has neither a primary key nor a unique key without nulls. Give it one, or"
            + " set noKey: FULL_ROW for the pipeline."),
    SYSTEM_VERSIONED(
            "{0} at {1} is system-versioned: its log has rows of its history, which cannot be synced. Leave it out, or"
                    + " remove the versioning and with it the history."),
    SEQUENCE("{0} at {1} is a sequence, and sequences are not synced. Leave it out; the target''s sequences count for"
            + " themselves."),
    SEQUENCE_DEFAULT(
            "{0} at {1} takes its default from a sequence, and sequences are not synced: rows arrive with the source''s"
                    + " numbers. Before others write at the target, set its sequence past them."),
    SOURCE_COLUMN_MISSING("{0} at {1} has no column {2}, which its pair lists."),
    KEY_LEFT_OUT("the pair for {0} leaves out the key column {1}, so rows cannot be found at the target."),
    SCHEMA_NOT_LOGGED("{0} leaves {1} out of its log (binlog_do_db or binlog_ignore_db)."),
    FREE_DOOR("{0} has retl.retl_buffer, the free door."),
    HEARTBEAT("{0} has retl.retl_heartbeat, and {1} can write it."),
    HEARTBEAT_NONE("{0} has no retl.retl_heartbeat that {1} can see, so heartbeats cannot be written."),
    HEARTBEAT_NOT_WRITABLE("{1} cannot write retl.retl_heartbeat at {0}, so heartbeats cannot be written."),
    FREE_DOOR_NONE("{0} has no retl.retl_buffer that {1} can see: rows cannot be resynced through the free door."),

    START_AT_CHECKPOINT("reading resumes from the checkpoint in the target."),
    START_AT("reading starts at: {0}."),
    POSITION_THERE("{0} still has {1}."),
    POSITION_GONE("{0} no longer has {1}; its oldest log is {2}. Resync the tables, then set a new start position."),
    GTIDS_OF_OTHER_LOG(
            "{0} has executed only {1}, not all of {2}: its log was begun anew, or the server was restored or replaced. Resync"
                    + " the tables, then set a new start position."),
    POSITION_AHEAD("{0} has {1} only up to {2}, not up to {3}."),
    GTIDS_OFF("{0} writes no GTIDs (gtid_mode is not ON), so reading cannot start at {1}."),
    GTIDS_THERE("{0} still has everything after {1}."),
    GTIDS_PURGED(
            "{0} has purged transactions that are not in {1}; what it still has begins after {2}. Resync the tables, then set a new start position."),
    GTIDS_LATER(
            "the log of {0} starts at {1}, which is after {2}. Resync the tables, then set a new start" + " position."),

    LOG_DECIDES("{0} Reading resumes before that; what the log says next may change it."),
    TARGET_TABLES("{0} has all mapped tables and columns, and they can be written."),
    TARGET_TABLE_MISSING("{0} has no table {1} for {2}."),
    CIRCLE("changes reach the tables of {0} in several ways ({1}), which are not the same for all of them: give their"
            + " pairs the same tables, or make pairs of single tables."),
    OWN_TARGET("{0} is its own target: rows would loop forever."),
    TARGET_COLUMN_MISSING("{0} at {1} has no column {2}."),
    TARGET_COLUMN_LEFT_OUT("{0} at {1} has no column {2}: it is left out as long as it is null."),
    TYPE("{0} at {1}: {2} may not fit."),
    INTO("{0} into {1}"),
    CHARSET_INTO("character set {0} into {1}"),
    DEFAULT_MISSING("{0} at {1} has no default and receives no value: inserts will be refused."),
    TARGET_KEYLESS("{0} at {1} has neither a primary key nor a unique key without nulls: rows cannot be found there."),
    TARGET_KEY_NOT_MAPPED(
            "{0} at {1} is identified by {2}, which is not mapped from {3}: map it, or change the key of the target table."),
    TARGET_KEY_MERGES(
            "{0} at {1}, part of a key, holds \"{2}\" and \"{3}\" for one ({4}), which are two keys at the source ({5}):"
                    + " the second of such rows would be refused."),
    TARGET_KEY_ROUNDS("{0} at {1}, part of a key, is {2} and the source has {3}: several keys would become one."),
    TARGET_KEYLESS_SLOW("{0} at {1} has no key: each update and delete reads the whole table, and nothing else"
            + " is loaded meanwhile."),
    ENGINE("{0} at {1} uses {2}: rows and position are not committed together."),
    TABLE_PRIVILEGE_MISSING("{0} lacks {1} on {2} at {3}."),
    DDL_PRIVILEGE_MISSING("{0} lacks {1} on {2} at {3}: DDL of the source (ddlSync) will stop the pipeline."),
    CHECKPOINT_TO_BE_MADE("retl.retl_checkpoint will be created at {0}."),
    CHECKPOINT_MISSING("{0} has no retl.retl_checkpoint that {1} can see, and the user cannot create it."),
    CHECKPOINT_HELD("{0} stores the checkpoint in retl.retl_checkpoint."),
    CHECKPOINT_OF_ANOTHER(
            "{0} holds the checkpoint of another installation, {1}, for a pipeline of this number; this is {2}. Take it over, if"
                    + " that installation is gone, or begin anew."),
    CONTROL_TABLE_OF_EARLIER_VERSION("{0} at {1} is of an earlier version, and {2} cannot add its new columns: {3}."),
    CHECKPOINT_NOT_WRITABLE("{0} cannot write retl.retl_checkpoint at {1}."),
    TAKES_WRITES("{0} accepts writes."),
    READ_ONLY("{0} is read-only."),
    ORIGIN_BY_TAG(
            "what is applied at {0} carries where it was made by the session''s collation_server and lc_time_names."),
    ORIGIN_BY_SERVER_ID("what is applied at {0} carries where it was made by the session''s server_id."),
    ORIGIN_BY_MARK(
            "what is applied at {0} carries where it was made by a row of retl.retl_mark in each transaction; with BINLOG"
                    + " REPLAY for {1} it would need none."),
    ORIGIN_MARK_NOT_LOGGED(
            "{0} leaves retl out of its log (binlog_do_db or binlog_ignore_db), and {1} lacks BINLOG REPLAY: what is"
                    + " applied there would come back."),
    ORIGIN_MARK_NEEDS_TRANSACTIONS(
            "{0} at {1} uses {2}, which has no transactions, and {3} lacks BINLOG REPLAY: the log has rows of it apart from"
                    + " the row of retl.retl_mark that says where they were made, so they would come back."),
    ORIGIN_TAG_TAKEN(
            "{0} has the collation {1} for itself, by which sessions of a two-way sync are told: its own changes would"
                    + " not be synced."),
    KEYS_APART("{0} and {1} give new rows different numbers."),
    KEYS_MEET(
            "{0} numbers new rows {1}, {2} numbers them {3}: both will give a row of {4} the same AUTO_INCREMENT value. Have the two"
                    + " sides differ in auto_increment_offset, with auto_increment_increment 2 on both."),
    CONFLICTS_NEED_FULL_IMAGES(
            "{0} has binlog_row_image = {1}: what a row was before a change is not in its log, so conflicts are not noticed."),
    CONFLICTS_NEED_THE_LOG(
            "with consistency MEDIA rows are written as they are at the source now, whatever the other side made of them:"
                    + " conflicts are not noticed. Use BASE."),
    CONFLICTS_NEED_A_KEY(
            "{0} has no key, so which of its rows both sides changed cannot be told: add a primary key, or have the pair''s"
                    + " conflictPolicy be STOP, with which the pipeline stops at a row that is not there."),
    CONFLICTS_NOT_OF_PROCESSED(
            "the rows of {0} pass a row processor and are not compared with those of the other side: conflicts are not"
                    + " noticed."),
    CONFLICTS_NOT_OF_COLUMNS(
            "of {0} the columns {1} are not compared: a row of which both sides change only these is not noticed as a"
                    + " conflict."),
    CASCADES_NOT_LOGGED(
            "what the foreign key {1} of {0} does when a row of {2} is deleted or gets another key is in no log before MySQL 9.6:"
                    + " where one side does that and the other one has changed the row or those of {0} meanwhile, rows of {0}"
                    + " may be gone or changed on one side only. With conflictPolicy HOME or NEWEST for both tables each side"
                    + " tells the other of them, and both end equal."),
    TRIGGERS_RUN_AGAIN(
            "{0} has triggers at {1} ({2}): they run for rows that arrive, too, while what the triggers of the other side wrote"
                    + " arrives as well. Have those that write synced tables do nothing for {3}."),
    TRUNCATE_MEETS_ROWS(
            "a row that one side writes while the other runs TRUNCATE gets to that one and is gone here, so the two differ,"
                    + " whatever the conflictPolicy: use DELETE, let nobody write the table meanwhile, or have the pipeline ask"
                    + " (ddl: TRUNCATE: ASK)."),
    ADDITIVE_COLUMN(
            "{1} sends no column \"{0}\" that could be additive: an integer or decimal that is not part of the key."),
    UNSIGNED_COUNTER(
            "the counter \"{0}\" of {1} is UNSIGNED: where both sides together take more from it than there is, the pipeline stops"
                    + " at that row. Make it signed on both sides."),
    NEWEST_COLUMN_MISSING("the column \"{0}\" that tells which row is newer is not one that {1} sends."),
    OLD_SOURCE("data source \"{0}\" is of type {1} at {2}: only MySQL and MariaDB are read and written."),
    OLD_ADDRESS(
            "data source \"{0}\" has the address \"{1}\", which names no MySQL or MariaDB server: delete it and make it anew."),
    OLD_CANAL("canal \"{0}\" reads {1}, not the log of a MySQL or MariaDB server."),
    OLD_SHARDS(
            "canal \"{0}\" merges the logs of several servers ({1}); only the first of them would be read: make a canal and a"
                    + " pipeline for each."),
    OLD_CANAL_MISSING("the pipeline has no canal that exists ({0})."),
    OLD_PROCESSOR(
            "the pair {0} has an EventProcessor ({1}), which does not run here: its rows would be synced as they are. Make a"
                    + " row processor or a filter of it (docs/extension.md)."),
    OLD_FILES("the pair {0} has a FileResolver ({1}): files are not synced, only rows."),
    OLD_REMEDY(
            "the channel repairs two-way conflicts (enableRemedy), which is done by the policy of each pair here: choose one, else"
                    + " a conflict stops the pipeline."),
    OLD_SKIPS("the pipeline skips what fails ({0}); here it stops, unless onError puts such rows aside."),
    OLD_BLACK_FILTER(
            "canal \"{0}\" leaves tables out ({1}); here what no pair maps is left out, so see that no pair maps them."),
    OLD_MARK("the pipeline marks its transactions with {0}; here they carry the site where they were made."),
    PACKET_FITS("{0} accepts rows as large as those of the source."),
    PACKET_SMALL("{0} accepts statements of {1} bytes, the source of {2}: a large row may be refused.");

    private final String english;

    Finding(String english) {
        this.english = english;
    }

    /** A pattern for {@link java.text.MessageFormat}. */
    public String english() {
        return english;
    }

    public Found with(Object... values) {
        return Found.of(this, values);
    }
}
