-- A DROP of several tables fails in the middle: old servers log it with all of its names and with its error.
-- After percona/percona-server#1184, pingcap/tiflow#7371, zendesk/maxwell#625.
-- may be refused
-- tables: fc.p, fc.c

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.p (id INT PRIMARY KEY);
CREATE TABLE fc.q (id INT PRIMARY KEY);
CREATE TABLE fc.c (id INT PRIMARY KEY, r INT, FOREIGN KEY (r) REFERENCES fc.p (id));
INSERT INTO fc.p VALUES (1);
-- source
CREATE DATABASE fcx;
DELIMITER //
CREATE PROCEDURE fcx.one() BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END; DROP TABLE fc.p; END//
CREATE PROCEDURE fcx.some() BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END; DROP TABLE IF EXISTS fc.q, fc.nothing, fc.p; END//
DELIMITER ;
-- step 1
CALL fcx.one();
INSERT INTO fc.p VALUES (2);
-- step 2
CALL fcx.some();
INSERT INTO fc.p VALUES (3);
INSERT INTO fc.c VALUES (1, 3);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.p WHERE id < 3
-- is 2
