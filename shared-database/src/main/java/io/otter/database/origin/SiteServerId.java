package io.otter.database.origin;

/** A site's number as the {@code server_id} of a MariaDB session, which its log has with every event. */
public final class SiteServerId {
    /** No server has an id in this range but by intention. */
    private static final long BASE = 0x6f740000L;

    private static final long SITES = 0x10000;

    private SiteServerId() {}

    public static long of(int site) {
        return BASE + site;
    }

    /** The statement that has a session carry the site. */
    public static String statement(int site) {
        return "SET SESSION server_id = " + of(site);
    }

    /** 0 if it is no site's. */
    public static int site(long serverId) {
        return serverId > BASE && serverId < BASE + SITES ? (int) (serverId - BASE) : 0;
    }
}
