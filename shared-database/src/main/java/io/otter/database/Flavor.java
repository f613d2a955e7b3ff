package io.otter.database;

/** The two server families of the MySQL protocol. Percona Server and Aurora are {@link #MYSQL}. */
public enum Flavor {
    MYSQL,
    MARIADB
}
