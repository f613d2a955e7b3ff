-- DROP DATABASE, then the same tables again.
-- After dolthub/dolt#4567, zendesk/maxwell#1653, zendesk/maxwell#625.
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES (1, 1), (2, 2);
-- step 1
DROP DATABASE fc;
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS fc.t (id INT PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES (3, 3);

-- right at the target
SELECT id, v FROM fc.t ORDER BY id
-- is 3\t3
