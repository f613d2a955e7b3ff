-- Renames and changes within one ALTER, which refer to the table before it and to names that it makes.
-- After debezium/debezium#4583, vitessio/vitess#10175.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
CREATE TABLE fc.t (id INT PRIMARY KEY, a INT, b VARCHAR(9), c INT, KEY k (a));
INSERT INTO fc.t VALUES (1, 2, 'x', 3);
ALTER TABLE fc.t RENAME COLUMN a TO c, RENAME COLUMN c TO a;
INSERT INTO fc.t (id, a, b, c) VALUES (2, 20, 'y', 30);
ALTER TABLE fc.t CHANGE a b VARCHAR(20), CHANGE b a VARCHAR(20);
INSERT INTO fc.t (id, a, b, c) VALUES (3, '4', '5', 6);
ALTER TABLE fc.t CHANGE a z VARCHAR(20) AFTER c, ADD COLUMN a INT DEFAULT 7 FIRST, ADD KEY n (a, z), DROP COLUMN b;
INSERT INTO fc.t (id, a, c, z) VALUES (4, 4, 5, '6');
ALTER TABLE fc.t DROP COLUMN a, DROP KEY n, ADD COLUMN (d INT DEFAULT 4, e VARCHAR(4) DEFAULT 'q'), ALGORITHM=INPLACE;
INSERT INTO fc.t (id) VALUES (5);
CREATE TABLE fc.g (id INT PRIMARY KEY, a INT, b INT AS (a + 1) VIRTUAL, c INT AS (a * 2) STORED UNIQUE);
INSERT INTO fc.g (id, a) VALUES (1, 2);
ALTER TABLE fc.g ADD COLUMN d INT AS (b + c) VIRTUAL, ADD COLUMN e VARCHAR(20) AS (CONCAT('x', a)) STORED AFTER a;
UPDATE fc.g SET a = 10;
INSERT INTO fc.g (id, a) VALUES (3, 3);
DELETE FROM fc.g WHERE a = 10;
