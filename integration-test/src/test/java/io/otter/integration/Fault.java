package io.otter.integration;

/**
 * What may happen to an installation. A test on real processes notes what it has seen, which becomes the table of
 * {@code docs/reliability.md}.
 */
enum Fault {
    SELECT_DIES(
            1,
            "`kill -9` of a node that has read rows and not completed them",
            "all of them are read again from the checkpoint, and applied once"),
    TRANSFORM_DIES(2, "`kill -9` of a node between select and load", "likewise; no mark of a batch stays in ZooKeeper"),
    LOAD_DIES(3, "`kill -9` of a node before it commits at the target", "the target rolls back; applied once"),
    COMMITTED_DIES(4, "`kill -9` of a node after the commit, before anybody knows of it", "not applied again"),
    MANAGER_DIES(7, "`kill -9` of the manager", "rows flow; nodes report within 30 s after its start"),
    MANAGER_DATABASE_DIES(
            8, "The manager's database is gone", "rows flow; the manager answers why it cannot, and changes nothing"),
    SESSION_ENDS(9, "The ZooKeeper session of the owner ends", "another node goes on; one writer only"),
    OWNER_ISOLATED(
            10,
            "The owner does not reach ZooKeeper, but the target",
            "it ends what it began and writes nothing after its term"),
    ZOOKEEPER_DOWN(11, "All of ZooKeeper is gone", "nothing new is written; all goes on when it is back"),
    SOURCE_RESTARTS(12, "`kill -9` of the source, and its start", "the status says so; rows flow again by themselves"),
    SOURCE_SWITCHES(
            13, "The source fails over to its replica", "read on there by GTID; what only the old one has is left"),
    LOG_PURGED(14, "The log is purged at the source beyond the position", "stops and says so; the position stays"),
    FORMAT_CHANGES(15, "`binlog_format = STATEMENT` at run time", "stops at the first such statement, and says so"),
    TARGET_RESTARTS(
            16,
            "`kill -9` of the target under load, and its start",
            "each row is applied once, also with an unknown commit"),
    ROW_LOCKED(17, "Somebody holds the lock of a row at the target", "tried again until it is free; applied once"),
    TARGET_READ_ONLY(18, "The target is read-only", "tried again, visibly, until it is not"),
    LOADER_HANGS(21, "The load node freezes with a batch", "another load node gets the batch; applied once"),
    CLOCK_SKEWED(
            22,
            "The source's times are 10 minutes ahead, and behind",
            "order is the log's; delay is 0 when all is applied, never below"),
    ECHO(
            29,
            "Both ways: `kill -9` of the node between the pieces of a transaction and around DDL of either side",
            "neither rows nor DDL come back: both logs are silent once nobody writes"),
    OWNER_FROZEN(
            30,
            "The owner is frozen (`SIGSTOP`) in a transaction, and wakes up",
            "another goes on at once; the old one writes nothing"),
    DISK_FULL(
            33,
            "The disk of a node is full, then that of the target, which ends",
            "rows flow whatever a node cannot note; the target is tried again, visibly, until there is room"),
    BOTH_WAYS_NODE_DIES(
            34,
            "Both ways: `kill -9` of the node at each step of a batch's way, as 1 to 4",
            "each row is applied once at the other side, counters have the sum of both"),
    BOTH_WAYS_SERVER_DIES(
            35,
            "Both ways: `kill -9` of each server, the source of one direction and the target of the other",
            "both directions go on by themselves; each row is applied once, also with an unknown commit"),
    BOTH_WAYS_ROW_LOCKED(
            36, "Both ways: somebody holds the lock of a row at one side", "the other direction does not wait for it"),
    BOTH_WAYS_ISOLATED(
            37,
            "Both ways: the owner of both directions does not reach ZooKeeper, but both servers",
            "another node takes over both; one writer only"),
    BOTH_WAYS_FROZEN(
            38,
            "Both ways: the owner of both directions is frozen (`SIGSTOP`), and wakes up",
            "another node takes over both; the old one writes nothing"),
    BOTH_WAYS_ZOOKEEPER(39, "Both ways: all of ZooKeeper is gone", "both directions go on when it is back"),
    BOTH_WAYS_CLOCK(
            40,
            "Both ways: the clock of one side is 10 minutes behind, rows are decided by the newest",
            "a change of what the other side has made and sent is no conflict; conflicts end equal"),
    BOTH_WAYS_LOG_PURGED(
            41,
            "Both ways: the log of one side is purged beyond the position",
            "its direction stops and says so; the other one goes on"),
    COPY_NODE_DIES(
            42,
            "`kill -9` of the node at each step of a copy of existing rows while they change, and once its indexes are made",
            "the copy goes on behind what is there; no row is copied twice"),
    COPY_SERVER_DIES(
            43,
            "`kill -9` of the source, then of the target, during a copy of existing rows while they change",
            "the copy goes on by itself; no row is copied twice, also with an unknown commit"),
    FREE_DOOR_DIES(
            44,
            "`kill -9` of the node at each step of lines of the free door, then of the source and of the target",
            "the lines go on; no row is written twice"),
    DUMP_DIES(
            45,
            "`kill -9` of the node before and after its first commit behind a dump, then of the source and of the target",
            "what changed since the dump is applied once");

    private final int number;
    private final String what;
    private final String expected;

    Fault(int number, String what, String expected) {
        this.number = number;
        this.what = what;
        this.expected = expected;
    }

    int number() {
        return number;
    }

    String what() {
        return what;
    }

    String expected() {
        return expected;
    }

    /** Call at the end of a test that holds. @param observed for operators, e.g. how long it took */
    void seen(Class<?> test, String observed) {
        boolean all = System.getProperty("otter.faults", "").equals("all");
        if (!all && !FaultTable.EVERY_BUILD.contains(this)) {
            throw new IllegalStateException(this + " is not counted among those that every build makes");
        }
        System.out.println("FAULT " + number + " " + test.getSimpleName() + ": " + observed);
        if (all) {
            FaultTable table = FaultTable.read(FaultTable.DOCUMENT);
            table.put(this, test.getSimpleName(), observed);
            table.write(FaultTable.DOCUMENT);
        }
    }
}
