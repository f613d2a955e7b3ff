package io.otter.manager.web;

import io.otter.manager.user.Role;
import java.util.List;

/** What the menu offers: finished pages only. Stateless. */
final class Menu {
    private Menu() {}

    /**
     * One page.
     *
     * @param key of its title
     * @param needed who may see it
     */
    public record Item(String path, String key, Role needed) {}

    /** @param key of the heading */
    public record Group(String key, List<Item> items) {
        public Group {
            items = List.copyOf(items);
        }
    }

    private static final List<Group> GROUPS = List.of(new Group(
            "menu.sync",
            List.of(
                    new Item("/overview", "overview.title", Role.VIEWER),
                    new Item("/channels", "channels.title", Role.VIEWER),
                    new Item("/new", "wizard.title", Role.OPERATOR))));

    /** The groups that have something for this role. */
    static List<Group> of(Role role) {
        return GROUPS.stream()
                .map(group -> new Group(
                        group.key(),
                        group.items().stream()
                                .filter(item -> role.covers(item.needed()))
                                .toList()))
                .filter(group -> !group.items().isEmpty())
                .toList();
    }
}
