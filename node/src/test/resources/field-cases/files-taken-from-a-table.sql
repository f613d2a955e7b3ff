-- DISCARD TABLESPACE takes the rows of a table away, and IMPORT brings others, neither of them in the log.
-- After actiontech/dtle#786, debezium/debezium#175.
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
CREATE TABLE fc.u (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1, 1);
-- step 1
INSERT INTO fc.t VALUES (2, 2);
ALTER TABLE fc.u DISCARD TABLESPACE;
INSERT INTO fc.t VALUES (3, 3);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 2
-- is 1
