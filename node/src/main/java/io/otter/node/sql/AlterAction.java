package io.otter.node.sql;

import io.otter.database.TableName;
import org.jspecify.annotations.Nullable;

/** A part of ALTER TABLE; columns bring keys of their own along. {@code conditional} stands for IF EXISTS or IF NOT EXISTS. */
public sealed interface AlterAction {
    /** @param after the column before it; empty for the first place, null where nothing is said */
    record AddColumn(DefinedColumn column, @Nullable String after, boolean conditional) implements AlterAction {}

    /** MODIFY and CHANGE. @param after the column before it; empty for the first place, null for where it is */
    record ChangeColumn(
            String name, DefinedColumn column, @Nullable String after, boolean conditional) implements AlterAction {}

    record RenameColumn(String from, String to, boolean conditional) implements AlterAction {}

    record DropColumn(String name, boolean conditional) implements AlterAction {}

    record AddKey(DefinedKey key, boolean conditional) implements AlterAction {}

    record DropPrimaryKey() implements AlterAction {}

    /** Also of constraints, which may be keys. */
    record DropKey(String name) implements AlterAction {}

    record RenameKey(String from, String to) implements AlterAction {}

    record RenameTable(TableName to) implements AlterAction {}

    record Convert(TextDefaults to) implements AlterAction {}

    record Defaults(TextDefaults to) implements AlterAction {}

    /** What changes neither columns nor keys: defaults, visibility, checks, partitions, the order of rows. */
    record Rest() implements AlterAction {}
}
