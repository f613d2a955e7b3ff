package io.otter.node.ddl;

import io.otter.database.TableName;

/** One item of RENAME TABLE. */
record Move(TableName from, TableName to) {}
