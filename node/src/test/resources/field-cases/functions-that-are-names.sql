-- Names that are functions, of tables, columns and keys, with and without IGNORE_SPACE, and after words that take a bracket.
-- After alibaba/canal#128, zendesk/maxwell#200, github/gh-ost#178.
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
CREATE TABLE fc.count (uuid INT PRIMARY KEY, user VARCHAR(9), `rand` INT, `nextval` INT, password VARCHAR(9), now INT, sysdate INT);
INSERT INTO fc.count VALUES (1, 'u', 2, 3, 'p', 4, 5), (2, 'u', 2, 3, 'p', 4, 5);
ALTER TABLE fc.count ADD count INT DEFAULT 1, ADD KEY `user` (user), ADD UNIQUE `uuid` (uuid, user), ADD `values` INT DEFAULT 2 COMMENT 'uuid()', ADD max INT DEFAULT 3;
INSERT INTO fc.count (uuid, user) VALUES (3, 'v');
-- step 2
SET SESSION sql_mode = 'IGNORE_SPACE';
CREATE TABLE fc.now(id INT PRIMARY KEY, `substring`INT, `position`INT DEFAULT 2);
INSERT INTO fc.now VALUES (1, 2, 3);
ALTER TABLE fc.now ADD `cast`INT DEFAULT 4 AFTER id, ADD COLUMN(`trim`INT DEFAULT 5,`if`INT DEFAULT 6);
INSERT INTO fc.now (id) VALUES (2);
RENAME TABLE fc.now TO fc.date_add;
ALTER TABLE fc.date_add DROP `cast`, CHANGE `if` `ifnull` BIGINT, RENAME TO fc.sum;
INSERT INTO fc.sum (id, ifnull) VALUES (3, 7);
USE fc;
ALTER TABLE `sum` ADD current_timestamp_ TIMESTAMP NULL DEFAULT NULL, ADD INDEX`substring`(`substring`), ADD PRIMARY_ INT;
INSERT INTO `sum` (id, primary_) VALUES (4, 7);
