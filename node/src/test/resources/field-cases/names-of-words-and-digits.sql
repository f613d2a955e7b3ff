-- Names that are words after a dot, look like numbers, hold dots, quotes, blanks and backticks.
-- After zendesk/maxwell#200, zendesk/maxwell#2244, zendesk/maxwell#911, debezium/debezium#7784, xnuinside/simple-ddl-parser#108.
-- servers: mysql-8.0 mysql-9.7
-- tables: fc.order, fc.20151214_tsp, fc.1e5, fc.vector

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
CREATE TABLE fc.order (id INT PRIMARY KEY, `select` INT);
INSERT INTO fc.order VALUES (1, 10);
ALTER TABLE fc . /* c */ `order` ADD COLUMN `from` INT DEFAULT 3;
INSERT INTO fc.order (id, `from`) VALUES (2, 20);
ALTER TABLE fc.order RENAME COLUMN `select` TO `group`;
INSERT INTO fc.order (id, `group`) VALUES (3, 30);
-- step 2
CREATE TABLE fc.20151214_tsp (id INT PRIMARY KEY);
ALTER TABLE fc.20151214_tsp ADD KEY 2k (id), ADD COLUMN 2c INT DEFAULT 5;
INSERT INTO fc.20151214_tsp (id) VALUES (1);
CREATE TABLE fc.1e5 LIKE fc.20151214_tsp;
ALTER TABLE fc.1e5 DROP COLUMN 2c;
INSERT INTO fc.1e5 VALUES (7);
-- step 3
CREATE TABLE fc.`a``b` (id INT PRIMARY KEY, `c``d` INT);
ALTER TABLE fc.`a``b` ADD COLUMN `e``` INT DEFAULT 1 AFTER id;
INSERT INTO fc.`a``b` VALUES (1, 2, 3);
CREATE TABLE fc.`x.y` (id INT PRIMARY KEY);
ALTER TABLE `fc`.`x.y` ADD COLUMN `x.y` INT DEFAULT 4;
INSERT INTO fc.`x.y` (id) VALUES (1);
CREATE TABLE fc.`a b;-- c` (id INT PRIMARY KEY, `/* d */` INT DEFAULT 6, `"e"` INT DEFAULT 7);
INSERT INTO fc.`a b;-- c` (id) VALUES (1);
-- step 4
USE fc;
CREATE TABLE vector (url INT PRIMARY KEY, auto INT, online INT, INDEX bernoulli (auto));
ALTER TABLE vector ADD COLUMN bulk INT DEFAULT 8 AFTER auto, ADD INDEX offline (online);
INSERT INTO vector (url, online) VALUES (1, 2);
TRUNCATE fc.20151214_tsp;
INSERT INTO 20151214_tsp (id) VALUES (2);

-- right at the target
SELECT id, `group`, `from` FROM fc.order ORDER BY id
-- is 1\t10\t3\n2\tnull\t20\n3\t30\t3
-- right at the target
SELECT id, 2c FROM fc.20151214_tsp
-- is 2\t5
-- right at the target
SELECT id, `e```, `c``d` FROM fc.`a``b`
-- is 1\t2\t3
-- right at the target
SELECT url, auto, bulk, online FROM fc.vector
-- is 1\tnull\t8\t2
