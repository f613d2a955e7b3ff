package io.otter.common.model;

/** The wire protocol family of a data media source. MariaDB servers are {@code MYSQL}: the server itself says which. */
public enum SourceType {
    MYSQL
}
