package io.otter.common.error;

/** Error codes to count, search and document. The text of each is advice for the operator. */
public enum ErrorCode {
    CONFIGURATION("Fix the named key in conf/otter.properties or its environment variable, then start again.", false),
    SECRET("Set otter.secret.key to the same value on the manager and on every node.", false),
    SECRET_ELSEWHERE(
            "Type the password of what is named again, on its page or in a document. After an upgrade, start a manager first:"
                    + " it binds stored passwords to their servers.",
            false),
    NID("Put the node's id, as the manager lists it, into conf/nid.", false),
    PORT_IN_USE("Free the port or configure another one.", false),
    UNAUTHENTICATED("Log in with a valid user name and password, or with an API token.", false),
    FORBIDDEN("Ask an administrator for the role that this requires.", false),
    PASSWORD_MUST_CHANGE("Log in to the pages and set your own password, or set otter.admin.password.", false),
    PASSWORD_UNFIT("Choose another password.", false),
    TOO_MANY_ATTEMPTS("Wait a while, then try again.", true),
    MANAGER_UNREACHABLE("Check --server or OTTER_SERVER, and that the manager is up.", true),
    MANAGER_DATABASE(
            "Check otter.database.driver.url and that the manager's database server is up; nodes keep running without it.",
            true),
    REQUEST_INVALID("Correct the request as the message says.", false),
    FILE_UNREADABLE("Check the path, and that the file may be read.", false),
    SPEC_INVALID("Fix the document at the given path and apply it again.", false),
    NOT_FOUND("Check the name.", false),
    IN_USE("First delete or change what uses it.", false),
    ILLEGAL_MOVE("Check the current state, then try again.", false),
    CHANNEL_INCOMPLETE("Complete the channel as the message says, then start it again.", false),
    PRECHECK_FAILED("Fix what the failed checks name, with the SQL given there, then validate again.", false),

    ZOOKEEPER_UNREACHABLE("Check otter.zookeeper.cluster.default and that ZooKeeper answers.", true),
    ZOOKEEPER_FOREIGN(
            "ZooKeeper holds the tree of another installation: correct otter.zookeeper.cluster.default, or, if that"
                    + " installation is gone, make the tree ours with Repair ZooKeeper.",
            false),
    ZOOKEEPER_DENIED(
            "Set otter.zookeeper.auth on managers and nodes to what the tree in ZooKeeper was made with.", false),
    ZOOKEEPER_FORGED(
            "Set the same otter.secret.key on managers and nodes. If it is the same, somebody else writes to this ZooKeeper: shut"
                    + " him out by the network or by otter.zookeeper.auth. The manager writes anew what was refused.",
            false),
    DATABASE_UNREACHABLE("Check host and port, and that the server is up.", true),
    DATABASE_ACCESS_DENIED(
            "Check user name and password, and that no anonymous account ('') at the node's host is matched"
                    + " instead.",
            false),
    DATABASE_TLS(
            "Check sslMode and trustedCertificates of the source, and whether the certificate is that of the right server.",
            false),
    DATABASE_PRIVILEGE("Grant the named privilege.", false),

    BINLOG_PURGED(
            "The source no longer has the log at this position: resync the tables, then set a new position.", false),
    BINLOG_OTHER_LOG(
            "The source's log is not the one that was read: it was begun anew, or the server was restored or replaced. Resync"
                    + " the tables, then set a new position.",
            false),
    BINLOG_DISABLED("Set log_bin on the source and restart it.", false),
    BINLOG_NOT_ROW(
            "SET GLOBAL binlog_format = 'ROW' on the source; sessions must reconnect. Then set a position after the statement"
                    + " and resync the tables in the message.",
            false),
    BINLOG_NOT_FULL(
            "SET GLOBAL binlog_row_image = 'FULL' on the source (sessions must reconnect), or give source and target tables"
                    + " the same key; then resync the table.",
            false),
    BINLOG_SERVER_ID_CLASH(
            "Another reader came with the same slaveId; this one reads on with another. Give each canal its own slaveId.",
            true),
    BINLOG_UNSUPPORTED("The source wrote an event that cannot be decoded: see the message.", false),
    BINLOG_DISCONNECTED("The connection to the source was lost; reconnecting.", true),
    SCHEMA_UNKNOWN(
            "The table's columns at this position of the log are unknown: go on with its present definition"
                    + " (otterctl unknown-tables CHANNEL), then resync the table.",
            false),

    FILTER_FAILED("Fix the pair's filter so that it works for the row in the message.", false),
    PROCESSOR_MISSING(
            "Put the jar with the named row processor into extend/ of every select node, then restart the node.",
            false),
    PROCESSOR_FAILED("Fix the row processor or remove it from the pair: see the message.", false),

    APPROVAL_NEEDED(
            "Have another operator approve it (page Approvals, otterctl approvals), then do the same again; or have that one"
                    + " do the same.",
            false),

    LOAD_DATA("The target refused this row: see the message, then fix the target or the mapping.", false),
    LOAD_MISSING_TARGET("Create the missing table or column at the target.", false),
    LOAD_ROW_NOT_FOUND("The row to update is missing at the target: resync it.", false),
    LOAD_CONFLICT(
            "The row was changed on both sides: make it equal on both by hand, or have the conflictPolicy of the pair decide.",
            false),
    DEAD_LETTERS_FULL(
            "Fix the cause, then retry or discard the dead letters (otterctl dead-letters CHANNEL), and start"
                    + " the channel again.",
            false),
    DDL_WAITS("Decide about the statement: run it, skip it, or run another one instead (otterctl ddl CHANNEL).", false),
    LOAD_TRANSIENT("The target could not accept the rows for now; they are retried.", true),
    CHECKPOINT_FOREIGN(
            "Another installation's pipeline keeps its position at this target. Take it over, if that installation is gone,"
                    + " or begin anew (otterctl checkpoint CHANNEL --take-over, or --begin-anew).",
            false),
    LOAD_FENCED("No action needed: another node owns this pipeline now.", false),

    RPC_UNREACHABLE("Check that the node is up and its advertised address can be reached.", true),
    RPC_REFUSED(
            "Set otter.communication.key to the same value on the manager and on every node, or on nodes"
                    + " otter.communication.nodeKey to what otterctl node-key prints on the manager's host; with TLS give each its own"
                    + " certificate.",
            false),
    RPC_TIMEOUT("The peer did not answer in time: check its load and the network.", true),
    RPC_PROTOCOL(
            "The peer sent a damaged frame, or runs a version that is too different: run the same one on the manager and"
                    + " on every node, or while you upgrade the one before.",
            false),

    ALARM_UNDELIVERED("Fix the mail or webhook settings in the system parameters, then send a test message.", true),

    INTERNAL("This is a bug: report it with the log.", false);

    private final String advice;
    private final boolean transientFault;

    ErrorCode(String advice, boolean transientFault) {
        this.advice = advice;
        this.transientFault = transientFault;
    }

    public String advice() {
        return advice;
    }

    /** Whether retrying can succeed without anyone fixing anything. */
    public boolean isTransient() {
        return transientFault;
    }
}
