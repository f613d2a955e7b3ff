-- Two columns of the same type exchange their names in a session that logs nothing: the rows that follow are refused, or right where
-- the log has the names.
-- After zendesk/maxwell#1881, pingcap/tiflow#1259.
-- may be refused
-- tables: fc.later

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, price INT, cost INT);
CREATE TABLE fc.later (id INT PRIMARY KEY, a INT);
-- step 1
INSERT INTO fc.t VALUES (2, 200, 2);
INSERT INTO fc.later VALUES (1, 1);
ALTER TABLE fc.later ADD COLUMN b INT DEFAULT 5, CHANGE a c INT;
INSERT INTO fc.later VALUES (2, 2, 2);
ALTER TABLE fc.later CHANGE b c INT, CHANGE c b INT;
INSERT INTO fc.later VALUES (3, 3, 4);
FLUSH TABLES;
INSERT INTO fc.later VALUES (4, 4, 5);
-- applied
-- step 2
SET SESSION sql_log_bin = 0;
ALTER TABLE fc.t CHANGE price cost INT, CHANGE cost price INT;
SET SESSION sql_log_bin = 1;
INSERT INTO fc.t (id, price, cost) VALUES (3, 300, 3);

-- right at the target also when refused
SELECT id, price, cost FROM fc.t WHERE id < 3
-- is 2\t200\t2
-- right at the target
SELECT id, price, cost FROM fc.t WHERE id = 3
-- is 3\t300\t3
-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE price = 3
-- is 0
-- right at the target also when refused
SELECT id, b, c FROM fc.later ORDER BY id
-- is 1\t1\t5\n2\t2\t2\n3\t3\t4\n4\t4\t5
