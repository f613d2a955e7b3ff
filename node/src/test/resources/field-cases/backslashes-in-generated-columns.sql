-- MySQL reads the expression of a generated column by the sql_mode of the session that opens the table first: equal, or asked about.
-- After pingcap/tiflow#7142, pingcap/tidb#37910.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- long
-- may be refused
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a VARCHAR(40));
INSERT INTO fc.t VALUES (1, 'x1'), (2, 'd');
-- step 1
SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';
ALTER TABLE fc.t ADD g VARCHAR(80) AS (CONCAT(a, '\d\')) STORED, ADD h VARCHAR(80) AS (REPLACE(a, '\', '/')) VIRTUAL;
INSERT INTO fc.t (id, a) VALUES (4, 'a\b');
