-- A default that depends on the connection sets the flag that also statements about temporary tables have: asked about, not passed
-- over.
-- After percona/percona-server#1184, zendesk/maxwell#1484.
-- servers: mariadb-10.11 mariadb-11.4
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1), (2);
-- step 1
ALTER TABLE fc.t ADD u BIGINT DEFAULT (CONNECTION_ID());

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t
-- is 2
