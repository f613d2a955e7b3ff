-- A table with a period of application time: rows that a change of a portion splits arrive, or the operator is asked.
-- After debezium/debezium#3917, zendesk/maxwell#1913.
-- servers: mariadb-10.11 mariadb-11.4
-- long
-- may be refused
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.q (id INT, s DATE, e DATE, v INT, PERIOD FOR app (s, e), PRIMARY KEY (id, app WITHOUT OVERLAPS));
-- step 1
INSERT INTO fc.q VALUES (1, '2020-01-01', '2021-01-01', 1);
UPDATE fc.q FOR PORTION OF app FROM '2020-03-01' TO '2020-06-01' SET v = 2;
DELETE FROM fc.q FOR PORTION OF app FROM '2020-04-01' TO '2020-05-01';
ALTER TABLE fc.q ADD x INT DEFAULT 3;
-- applied
-- step 2
CREATE TABLE fc.p (id INT, s DATE, e DATE, v INT, PERIOD FOR app (s, e), PRIMARY KEY (id, app WITHOUT OVERLAPS));
INSERT INTO fc.p VALUES (1, '2020-01-01', '2021-01-01', 1);
UPDATE fc.p FOR PORTION OF app FROM '2020-03-01' TO '2020-06-01' SET v = 2;
ALTER TABLE fc.p ADD w INT DEFAULT 4;
DELETE FROM fc.p FOR PORTION OF app FROM '2020-04-01' TO '2020-05-01';
