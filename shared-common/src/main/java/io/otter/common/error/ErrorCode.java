package io.otter.common.error;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Error codes to count, search and document. The text of each is advice for the operator. */
public enum ErrorCode {
    CONFIGURATION(
            "Fix the named key in conf/otter.properties or its environment variable, then start again.",
            Remedy.DECISION),
    SECRET("Set otter.secret.key to the same value on the manager and on every node.", Remedy.DECISION),
    SECRET_ELSEWHERE(
            "Type the password of what is named again, on its page or in a document. After an upgrade, start a manager first:"
                    + " it binds stored passwords to their servers.",
            Remedy.DECISION),
    NID("Put the node's id, as the manager lists it, into conf/nid.", Remedy.DECISION),
    PORT_IN_USE("Free the port or configure another one.", Remedy.DECISION),
    UNAUTHENTICATED("Log in with a valid user name and password, or with an API token.", Remedy.DECISION),
    FORBIDDEN("Ask an administrator for the role that this requires.", Remedy.DECISION),
    PASSWORD_MUST_CHANGE(
            "Log in to the pages and set your own password, or set otter.admin.password.", Remedy.DECISION),
    PASSWORD_UNFIT("Choose another password.", Remedy.DECISION),
    TOO_MANY_ATTEMPTS("Wait a while, then try again.", Remedy.TIME),
    MANAGER_UNREACHABLE("Check --server or OTTER_SERVER, and that the manager is up.", Remedy.TIME),
    MANAGER_DATABASE(
            "Check otter.database.driver.url and that the manager's database server is up; nodes keep running without it.",
            Remedy.TIME),
    REQUEST_INVALID("Correct the request as the message says.", Remedy.DECISION),
    FILE_UNREADABLE("Check the path, and that the file may be read.", Remedy.DECISION),
    SPEC_INVALID("Fix the document at the given path and apply it again.", Remedy.DECISION),
    NOT_FOUND("Check the name.", Remedy.DECISION),
    IN_USE("First delete or change what uses it.", Remedy.DECISION),
    ILLEGAL_MOVE("Check the current state, then try again.", Remedy.DECISION),
    CHANNEL_INCOMPLETE("Complete the channel as the message says, then start it again.", Remedy.DECISION),
    PRECHECK_FAILED("Fix what the failed checks name, with the SQL given there, then validate again.", Remedy.DECISION),

    ZOOKEEPER_UNREACHABLE("Check otter.zookeeper.cluster.default and that ZooKeeper answers.", Remedy.TIME),
    ZOOKEEPER_FOREIGN(
            "ZooKeeper holds the tree of another installation: correct otter.zookeeper.cluster.default, or, if that"
                    + " installation is gone, make the tree ours with Repair ZooKeeper.",
            Remedy.DECISION),
    ZOOKEEPER_DENIED(
            "Set otter.zookeeper.auth on managers and nodes to what the tree in ZooKeeper was made with.",
            Remedy.DECISION),
    ZOOKEEPER_FORGED(
            "Set the same otter.secret.key on managers and nodes. If it is the same, somebody else writes to this ZooKeeper: shut"
                    + " him out by the network or by otter.zookeeper.auth. The manager writes anew what was refused.",
            Remedy.DECISION),
    DATABASE_UNREACHABLE("Check host and port, and that the server is up.", Remedy.TIME),
    DATABASE_ACCESS_DENIED(
            "Check user name and password, and that no anonymous account ('') at the node's host is matched"
                    + " instead.",
            Remedy.START),
    DATABASE_TLS(
            "Check sslMode and trustedCertificates of the source, and whether the certificate is that of the right server.",
            Remedy.START),
    DATABASE_PRIVILEGE("Grant the named privilege.", Remedy.START),

    BINLOG_PURGED(
            "The source no longer has the log at this position: resync the tables, then set a new position.",
            Remedy.DECISION),
    BINLOG_OTHER_LOG(
            "The source's log is not the one that was read: it was begun anew, or the server was restored or replaced. Resync"
                    + " the tables, then set a new position.",
            Remedy.DECISION),
    BINLOG_DISABLED("Set log_bin on the source and restart it.", Remedy.DECISION),
    BINLOG_NOT_ROW(
            "SET GLOBAL binlog_format = 'ROW' on the source; sessions must reconnect. Then set a position after the statement"
                    + " and resync the tables in the message.",
            Remedy.DECISION),
    BINLOG_NOT_FULL(
            "SET GLOBAL binlog_row_image = 'FULL' on the source (sessions must reconnect), or give source and target tables"
                    + " the same key; then resync the table.",
            Remedy.DECISION),
    BINLOG_SERVER_ID_CLASH(
            "Another reader came with the same slaveId; this one reads on with another. Give each canal its own slaveId.",
            Remedy.TIME),
    BINLOG_UNSUPPORTED("The source wrote an event that cannot be decoded: see the message.", Remedy.DECISION),
    BINLOG_DISCONNECTED("The connection to the source was lost; reconnecting.", Remedy.TIME),
    SCHEMA_UNKNOWN(
            "The table's columns at this position of the log are unknown: go on with its present definition"
                    + " (otterctl unknown-tables CHANNEL), then resync the table.",
            Remedy.DECISION),

    FILTER_FAILED("Fix the pair's filter so that it works for the row in the message.", Remedy.DECISION),
    PROCESSOR_MISSING(
            "Put the jar with the named row processor into extend/ of every select node, then restart the node.",
            Remedy.START),
    PROCESSOR_FAILED("Fix the row processor or remove it from the pair: see the message.", Remedy.START),

    APPROVAL_NEEDED(
            "Have another operator approve it (page Approvals, otterctl approvals), then do the same again; or have that one"
                    + " do the same.",
            Remedy.DECISION),

    LOAD_DATA("The target refused this row: see the message, then fix the target or the mapping.", Remedy.DECISION),
    LOAD_MISSING_TARGET("Create the missing table or column at the target.", Remedy.START),
    LOAD_ROW_NOT_FOUND("The row to update is missing at the target: resync it.", Remedy.DECISION),
    LOAD_CONFLICT(
            "The row was changed on both sides: make it equal on both by hand and put the change aside, or have the"
                    + " conflictPolicy of the pair decide.",
            Remedy.DECISION),
    DEAD_LETTERS_FULL(
            "Fix the cause, then retry or discard the dead letters (otterctl dead-letters CHANNEL), and start"
                    + " the channel again.",
            Remedy.DECISION),
    DDL_WAITS(
            "Decide about the statement: run it, skip it, or run another one instead (otterctl ddl CHANNEL).",
            Remedy.DECISION),
    LOAD_TRANSIENT("The target could not accept the rows for now; they are retried.", Remedy.TIME),
    CHECKPOINT_FOREIGN(
            "Another installation's pipeline keeps its position at this target. Take it over, if that installation is gone,"
                    + " or begin anew (otterctl checkpoint CHANNEL --take-over, or --begin-anew).",
            Remedy.DECISION),
    LOAD_FENCED("No action needed: another node owns this pipeline now.", Remedy.DECISION),

    RPC_UNREACHABLE("Check that the node is up and its advertised address can be reached.", Remedy.TIME),
    RPC_REFUSED(
            "Set otter.communication.key to the same value on the manager and on every node, or on nodes"
                    + " otter.communication.nodeKey to what otterctl node-key prints on the manager's host; with TLS give each its own"
                    + " certificate.",
            Remedy.START),
    NODE_UNASSIGNED(
            "Nothing, if the node has just been taken from the pipeline. Else somebody has its key: replace that"
                    + " (otterctl node-key NID --new), or its certificate.",
            Remedy.DECISION),
    RPC_TIMEOUT("The peer did not answer in time: check its load and the network.", Remedy.TIME),
    RPC_PROTOCOL(
            "The peer sent a damaged frame, or runs a version that is too different: run the same one on the manager and"
                    + " on every node, or while you upgrade the one before.",
            Remedy.START),

    ALARM_UNDELIVERED(
            "Fix the mail or webhook settings in the system parameters, then send a test message.", Remedy.TIME),

    INTERNAL("This is a bug: report it with the log.", Remedy.START);

    /** A code begins a line, or follows the name of a pipeline. */
    private static final Pattern WRITTEN = Pattern.compile("(?:^|: )([A-Z][A-Z_]+): ");

    private final String advice;
    private final Remedy remedy;

    ErrorCode(String advice, Remedy remedy) {
        this.advice = advice;
        this.remedy = remedy;
    }

    public String advice() {
        return advice;
    }

    /** What it takes to go on. */
    public Remedy remedy() {
        return remedy;
    }

    /** Whether retrying can succeed without anyone fixing anything. */
    public boolean isTransient() {
        return remedy == Remedy.TIME;
    }

    /** The code in front of what {@link OtterException#describe} wrote, be it of a newer version or none: empty then. */
    public static Optional<ErrorCode> in(String described) {
        Matcher written = WRITTEN.matcher(described);
        return written.find()
                ? Stream.of(values())
                        .filter(code -> code.name().equals(written.group(1)))
                        .findFirst()
                : Optional.empty();
    }
}
