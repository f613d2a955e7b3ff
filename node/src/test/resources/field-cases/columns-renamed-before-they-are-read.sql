-- A session that logs nothing exchanges the names of two columns while the log is read far behind: rows of before and after are right
-- where the log has the names, else none of them is taken.
-- After zendesk/maxwell#1881, pingcap/tiflow#1259.
-- long
-- may be refused
-- tables: fc.many

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, price INT, cost INT);
CREATE TABLE fc.many (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(300));
-- step 1
INSERT INTO fc.many (v) VALUES (REPEAT('x', 300)), (REPEAT('x', 300)), (REPEAT('x', 300)), (REPEAT('x', 300));
INSERT INTO fc.many (v) SELECT a.v FROM fc.many AS a, fc.many AS b, fc.many AS c, fc.many AS d, fc.many AS e, fc.many AS f;
INSERT INTO fc.many (v) SELECT a.v FROM fc.many AS a, (SELECT id FROM fc.many LIMIT 12) AS b;
INSERT INTO fc.t VALUES (2, 200, 2);
SET SESSION sql_log_bin = 0;
ALTER TABLE fc.t CHANGE price cost INT, CHANGE cost price INT;
SET SESSION sql_log_bin = 1;
INSERT INTO fc.t (id, price, cost) VALUES (3, 300, 3);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE price < 100 OR cost > 100
-- is 0
