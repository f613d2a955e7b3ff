package io.otter.manager.web;

import io.otter.manager.user.Role;
import java.util.List;
import java.util.Set;

/** The entries of the menu: finished pages only. Stateless. */
final class Menu {
    private Menu() {}

    /**
     * One entry.
     *
     * @param key of its title
     * @param needed who may see it
     * @param others paths of pages reached through it, besides those under its own path
     */
    public record Item(String path, String key, Role needed, List<String> others) {
        public Item {
            others = List.copyOf(others);
        }

        Item(String path, String key, Role needed) {
            this(path, key, needed, List.of());
        }

        /** Whether a page is reached through this entry. */
        boolean leadsTo(String page) {
            return page.startsWith(path + "/")
                    || others.stream().anyMatch(other -> page.equals(other) || page.startsWith(other + "/"));
        }
    }

    /** @param key of the heading */
    public record Group(String key, List<Item> items) {
        public Group {
            items = List.copyOf(items);
        }
    }

    /** For users with an account. */
    private static final Set<String> OWN = Set.of("/tokens", "/sessions");

    /** For users who are limited to some channels. */
    private static final Set<String> OF_CHANNELS = Set.of("/channels", "/approvals", "/tokens", "/sessions");

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "menu.sync",
                    List.of(
                            new Item("/overview", "overview.title", Role.VIEWER),
                            new Item("/channels", "channels.title", Role.VIEWER, List.of("/channel", "/pipeline")),
                            new Item("/new", "wizard.title", Role.OPERATOR))),
            new Group(
                    "menu.config",
                    List.of(
                            new Item("/config/sources", "kind.sources", Role.VIEWER),
                            new Item("/config/groups", "kind.groups", Role.VIEWER),
                            new Item("/config/tables", "tables.title", Role.VIEWER),
                            new Item("/config/canals", "kind.canals", Role.VIEWER),
                            new Item(
                                    "/config/channels",
                                    "kind.channels",
                                    Role.VIEWER,
                                    List.of("/config/pairs", "/config/pipelines")),
                            new Item("/config/nodes", "kind.nodes", Role.VIEWER),
                            new Item("/config/zookeepers", "kind.zookeepers", Role.VIEWER))),
            new Group(
                    "menu.monitor",
                    List.of(
                            new Item("/alarms", "alarms.title", Role.VIEWER),
                            new Item("/top", "top.title", Role.VIEWER),
                            new Item("/logs", "logs.title", Role.VIEWER))),
            new Group(
                    "menu.system",
                    List.of(
                            new Item("/approvals", "approvals.title", Role.OPERATOR),
                            new Item("/users", "users.title", Role.ADMIN),
                            new Item("/parameters", "parameters.title", Role.ADMIN),
                            new Item("/audit", "audit.title", Role.ADMIN),
                            new Item("/tokens", "tokens.title", Role.VIEWER),
                            new Item("/sessions", "sessions.title", Role.VIEWER),
                            new Item("/calls", "calls.title", Role.VIEWER),
                            new Item("/retl", "retl.title", Role.VIEWER),
                            new Item("/system_reduction.htm", "reduction.title", Role.ADMIN))));

    /**
     * The groups with at least one entry for this role.
     *
     * @param limited whether the user is limited to some channels
     * @param own whether the user has an account, and so pages of their own
     */
    static List<Group> of(Role role, boolean limited, boolean own) {
        return GROUPS.stream()
                .map(group -> new Group(
                        group.key(),
                        group.items().stream()
                                .filter(item -> !limited || OF_CHANNELS.contains(item.path()))
                                .filter(item -> role.covers(item.needed()) && (own || !OWN.contains(item.path())))
                                .toList()))
                .filter(group -> !group.items().isEmpty())
                .toList();
    }
}
