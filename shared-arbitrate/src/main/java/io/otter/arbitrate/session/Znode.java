package io.otter.arbitrate.session;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the tree. They are an interface: tools and older nodes read them. */
public final class Znode {
    static final String ROOT = "/otter";
    public static final String NODES = "/otter/node";
    public static final String CONFIG_CHANNELS = "/otter/config/channels";
    public static final String CONFIG_NODES = "/otter/config/nodes";
    public static final String DRAINS = "/otter/config/drain";
    public static final String SWITCHES = "/otter/config/switch";
    public static final String LEADER = "/otter/manager/leader";
    public static final String CHANNELS = "/otter/channel";
    /** Whose tree this is, and whether it is whole. */
    public static final String INSTALLATION = "/otter/installation";

    private static final String TERM = "term-";

    private Znode() {}

    public static String node(int nid) {
        return NODES + "/" + nid;
    }

    /** Present while a node is drained. */
    public static String drain(int nid) {
        return DRAINS + "/" + nid;
    }

    /** The last switch of a pipeline's mainstem that a user has asked for. */
    public static String switchOf(long pipelineId) {
        return SWITCHES + "/" + pipelineId;
    }

    public static String config(long channelId) {
        return CONFIG_CHANNELS + "/" + channelId;
    }

    public static String channel(long channelId) {
        return CHANNELS + "/" + channelId;
    }

    public static String pipeline(long channelId, long pipelineId) {
        return channel(channelId) + "/" + pipelineId;
    }

    public static String mainstem(long channelId, long pipelineId) {
        return pipeline(channelId, pipelineId) + "/mainstem";
    }

    /** The persistent counter of terms; the mainstem's own znode is ephemeral. */
    public static String epoch(long channelId, long pipelineId) {
        return pipeline(channelId, pipelineId) + "/epoch";
    }

    /** Ephemeral, beside the mainstem: only the term of this epoch has it, also where the whole tree is another than before. */
    public static String term(long channelId, long pipelineId, long epoch) {
        return pipeline(channelId, pipelineId) + "/" + TERM + epoch;
    }

    /** @param name of a pipeline's child */
    public static boolean isTerm(String name) {
        return name.startsWith(TERM);
    }

    public static String processes(long channelId, long pipelineId) {
        return pipeline(channelId, pipelineId) + "/process";
    }
    /** The parent of DDL questions, one per target. */
    public static String ddls(long channelId, long pipelineId) {
        return pipeline(channelId, pipelineId) + "/ddl";
    }

    public static String ddl(long channelId, long pipelineId, long targetId) {
        return ddls(channelId, pipelineId) + "/" + targetId;
    }

    /** The parent of a pipeline's tables whose columns are unknown. */
    public static String unknownTables(long channelId, long pipelineId) {
        return pipeline(channelId, pipelineId) + "/unknown";
    }

    public static String unknownTable(long channelId, long pipelineId, String schema, String table) {
        String name = URLEncoder.encode(schema, StandardCharsets.UTF_8) + "/"
                + URLEncoder.encode(table, StandardCharsets.UTF_8);
        return unknownTables(channelId, pipelineId) + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** The parent of a pipeline's resyncs, by id. */
    public static String resyncs(long channelId, long pipelineId) {
        return pipeline(channelId, pipelineId) + "/resync";
    }

    /** The parent of a pipeline's comparisons of both sides, by id. */
    public static String verifies(long channelId, long pipelineId) {
        return pipeline(channelId, pipelineId) + "/verify";
    }

    public static String cursor(String canal, long pipelineId) {
        return "/otter/canal/destinations/" + canal + "/" + pipelineId + "/cursor";
    }
}
