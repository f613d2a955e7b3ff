-- In a STATEMENT session a temporary table hides a mapped one: its rows, renames and indexes are nobody else's business.
-- After percona/percona-server#1184 (bug 1539504), percona/percona-server#1523 (bug 1668602).
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- tables: fc.t, fc.u

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v VARCHAR(9));
CREATE TABLE fc.u (id INT PRIMARY KEY, v VARCHAR(9));
CREATE TABLE fc.gone (id INT PRIMARY KEY);
CREATE TABLE fc.draft (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1, 'keep'), (2, 'keep');
INSERT INTO fc.u VALUES (1, 'keep');
-- step 1
SET SESSION binlog_format = 'STATEMENT';
CREATE TEMPORARY TABLE fc.t (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1), (2);
UPDATE fc.t SET id = id + 10 ORDER BY id DESC;
ALTER TABLE fc.t RENAME TO fc.u, ADD COLUMN z INT;
DELETE FROM fc.u WHERE id = 11;
CREATE INDEX i ON fc.u (z);
DROP INDEX i ON fc.u;
REPLACE INTO fc.u SELECT 13, 1;
TRUNCATE fc.u;
DROP TEMPORARY TABLE fc.u;
CREATE TEMPORARY TABLE fc.u (id INT PRIMARY KEY);
DROP TABLE fc.u;
CREATE TEMPORARY TABLE fc.draft (id INT PRIMARY KEY);
DROP TABLE fc.draft, fc.gone;
CREATE TEMPORARY TABLE fc.t (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (5);
-- step 2
INSERT INTO fc.t VALUES (3, 'after');
INSERT INTO fc.u VALUES (3, 'after');
ALTER TABLE fc.t ADD COLUMN w INT DEFAULT 1;
INSERT INTO fc.t VALUES (4, 'after', 2);

-- right at the target
SELECT id, v, w FROM fc.t ORDER BY id
-- is 1\tkeep\t1\n2\tkeep\t1\n3\tafter\t1\n4\tafter\t2
-- right at the target
SELECT id, v FROM fc.u ORDER BY id
-- is 1\tkeep\n3\tafter
-- right at the target
SELECT GROUP_CONCAT(TABLE_NAME ORDER BY TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc'
-- is draft,t,u
