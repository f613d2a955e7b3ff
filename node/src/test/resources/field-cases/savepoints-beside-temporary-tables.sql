-- A session with a temporary table rolls back to a savepoint: MariaDB then logs both, though every table is of InnoDB.
-- After zendesk/maxwell#1881, debezium/debezium#3937.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
-- step 1
CREATE TEMPORARY TABLE fc.tmp (id INT PRIMARY KEY);
SET autocommit = 0;
INSERT INTO fc.t VALUES (1, 1);
SAVEPOINT `a b`;
INSERT INTO fc.tmp VALUES (1);
ROLLBACK TO `a b`;
SAVEPOINT S;
UPDATE fc.t SET v = 2 WHERE id = 7;
ROLLBACK WORK TO SAVEPOINT s;
INSERT INTO fc.t VALUES (2, 2);
COMMIT;

-- right at the target
SELECT id, v FROM fc.t ORDER BY id
-- is 1\t1\n2\t2
