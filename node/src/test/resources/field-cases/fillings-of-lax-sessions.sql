-- A session that is not strict fills new columns with what a strict one refuses, and its TIMESTAMPs have defaults that are not written.
-- After pingcap/docs#6115, pingcap/tiflow#5066, pingcap/tiflow#11368.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v VARCHAR(20));
INSERT INTO fc.t VALUES (1, '300'), (2, 'x'), (3, '');
-- step 1
SET SESSION sql_mode = '';
ALTER TABLE fc.t ADD d DATE NOT NULL, ADD e DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', ADD f ENUM('a','b') NOT NULL, ADD g VARCHAR(3) NOT NULL;
INSERT INTO fc.t (id) VALUES (4);
-- step 2
SET SESSION sql_mode = '';
ALTER TABLE fc.t MODIFY v TINYINT;
INSERT INTO fc.t (id, v) VALUES (5, 999);
-- step 3
[mysql-8 mysql-9 mariadb] SET SESSION sql_mode = '', explicit_defaults_for_timestamp = OFF;
CREATE TABLE fc.s (id INT PRIMARY KEY, a TIMESTAMP, b TIMESTAMP, c TIMESTAMP NULL);
INSERT INTO fc.s (id, a, b) VALUES (1, '2020-01-01', '2020-01-02');
ALTER TABLE fc.s ADD d TIMESTAMP, MODIFY c TIMESTAMP;
INSERT INTO fc.s (id, a, b, c, d) VALUES (2, '2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04');

-- right at the target
SELECT id, v, CONCAT(d, ''), CONCAT(e, ''), f, g FROM fc.t ORDER BY id
-- is 1\t127\t0000-00-00\t0000-00-00 00:00:00\ta\t\n2\t0\t0000-00-00\t0000-00-00 00:00:00\ta\t\n3\t0\t0000-00-00\t0000-00-00 00:00:00\ta\t\n4\tnull\t0000-00-00\t0000-00-00 00:00:00\ta\t\n5\t127\t0000-00-00\t0000-00-00 00:00:00\ta\t
