-- Rows that a statement fills with its own time, and its session's steps.
-- After pingcap/tidb#11418, percona/percona-server#1544.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1), (2);
-- step 1
SET timestamp = 1500000000.123456, time_zone = '+05:00';
ALTER TABLE fc.t ADD COLUMN a TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6), ADD COLUMN b DATETIME DEFAULT CURRENT_TIMESTAMP, ADD COLUMN c DATETIME(3) NOT NULL DEFAULT NOW(3) ON UPDATE NOW(3);
INSERT INTO fc.t (id) VALUES (3);
-- step 2
ALTER TABLE fc.t ADD COLUMN e TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6);
ALTER TABLE fc.t ADD COLUMN f DATETIME NOT NULL DEFAULT NOW();
-- step 3
SET auto_increment_increment = 10, auto_increment_offset = 5;
ALTER TABLE fc.t ADD COLUMN n INT AUTO_INCREMENT UNIQUE;
INSERT INTO fc.t (id) VALUES (4);

-- right at the target
SELECT MAX(UNIX_TIMESTAMP(a)) FROM fc.t WHERE id < 3
-- is 1500000000.123456
