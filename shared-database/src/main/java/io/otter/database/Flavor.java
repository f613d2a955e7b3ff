package io.otter.database;

/** The two families of servers that speak the MySQL protocol. Percona Server and Aurora are {@link #MYSQL}. */
public enum Flavor {
    MYSQL,
    MARIADB
}
