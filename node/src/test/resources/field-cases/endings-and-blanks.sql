-- Statements that end in semicolons, comments or nothing, with other blanks, zero bytes and line ends of other systems.
-- After alibaba/canal#572, zendesk/maxwell#1202, debezium/debezium#5009.
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1);
-- step 1
SET @s = 'ALTER TABLE fc.t ADD a INT DEFAULT 1;';
PREPARE p FROM @s;
EXECUTE p;
SET @s = '\r\n\tALTER\r\nTABLE\tfc.t\n\n ADD\tb INT\r\nDEFAULT 2 ; ';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t (id) VALUES (2);
SET @s = 'ALTER TABLE fc.t ADD c INT DEFAULT 3 -- no end';
PREPARE p FROM @s;
EXECUTE p;
SET @s = 'ALTER TABLE fc.t ADD d INT DEFAULT 4 # c\n, ADD e INT DEFAULT 5 --';
PREPARE p FROM @s;
EXECUTE p;
SET @s = 'ALTER TABLE fc.t ADD f VARCHAR(20) DEFAULT ''a\\0b'' COMMENT ''c\\0d;'', ADD g INT DEFAULT 6';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t (id) VALUES (3);
SET @s = CONCAT('ALTER TABLE fc.t ADD h VARCHAR(20) DEFAULT ''', CHAR(1), CHAR(9), CHAR(31), CHAR(127), '''', ', COMMENT ''', REPEAT('long ', 400), '''');
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t (id) VALUES (4);
SET @s = 'RENAME TABLE fc.t TO fc.u/* ; */;/* ; */';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.u (id) VALUES (5);
[mariadb] EXECUTE IMMEDIATE 'ALTER TABLE fc.u ADD i INT DEFAULT 7;';
[mariadb] EXECUTE IMMEDIATE CONCAT('ALTER TABLE fc.u ADD j INT DEFAULT ', 8);
INSERT INTO fc.u (id) VALUES (6);
