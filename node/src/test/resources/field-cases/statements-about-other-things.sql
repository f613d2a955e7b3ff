-- Statements about views, routines, events, triggers, accounts and maintenance between ordinary ones.
-- After zendesk/maxwell#1881, debezium/debezium#233 (DBZ-253), debezium/debezium#175 (DBZ-176).
-- tables: fc.t, fc.made

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES (1, 1);
-- step 1
CREATE VIEW fc.v AS SELECT * FROM fc.t;
RENAME TABLE fc.v TO fc.w;
CREATE OR REPLACE VIEW fc.w AS SELECT id FROM fc.t;
ALTER VIEW fc.w AS SELECT v FROM fc.t;
DROP VIEW fc.w;
INSERT INTO fc.t VALUES (2, 2);
-- step 2
DELIMITER //
CREATE PROCEDURE fc.p() BEGIN /* ALTER TABLE fc.t DROP COLUMN v; */ INSERT INTO fc.t VALUES (3, 3); CREATE TABLE IF NOT EXISTS fc.made (id INT PRIMARY KEY); INSERT INTO fc.made VALUES (1); END//
CREATE DEFINER = CURRENT_USER TRIGGER fc.g BEFORE UPDATE ON fc.t FOR EACH ROW BEGIN SET NEW.v = NEW.v + 100; END//
CREATE EVENT fc.e ON SCHEDULE EVERY 1 DAY DISABLE DO BEGIN TRUNCATE TABLE fc.t; DROP TABLE fc.t; END//
DELIMITER ;
CALL fc.p();
UPDATE fc.t SET v = 1 WHERE id = 1;
ALTER EVENT fc.e RENAME TO fc.e2;
DROP EVENT fc.e2;
DROP TRIGGER fc.g;
CREATE FUNCTION fc.f(x INT) RETURNS INT DETERMINISTIC RETURN x + 1;
ALTER FUNCTION fc.f COMMENT 'ALTER TABLE fc.t DROP COLUMN v';
DROP FUNCTION fc.f;
DROP PROCEDURE fc.p;
INSERT INTO fc.t VALUES (4, 4);
-- step 3
ANALYZE TABLE fc.t;
OPTIMIZE TABLE fc.t;
CHECK TABLE fc.t;
FLUSH TABLES fc.t;
[mysql-8.0 mysql-9.7] ANALYZE TABLE fc.t UPDATE HISTOGRAM ON v WITH 4 BUCKETS;
[mariadb] ANALYZE TABLE fc.t PERSISTENT FOR ALL;
CREATE USER fcu@localhost IDENTIFIED BY 'not-a-real-one';
GRANT SELECT, ALTER, DROP ON fc.* TO fcu@localhost;
[mysql-8.0 mysql-9.7 mariadb] ALTER USER fcu@localhost ACCOUNT LOCK;
RENAME USER fcu@localhost TO fcv@localhost;
REVOKE ALTER ON fc.* FROM fcv@localhost;
DROP USER fcv@localhost;
[mysql-8.0 mysql-9.7 mariadb] CREATE ROLE fcr;
[mysql-8.0 mysql-9.7 mariadb] DROP ROLE fcr;
CREATE SERVER fcs FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', DATABASE 'fc');
DROP SERVER fcs;
[mysql-8.0 mysql-9.7] CREATE TABLESPACE fcts ADD DATAFILE 'fcts.ibd';
[mysql-8.0 mysql-9.7] DROP TABLESPACE fcts;
INSERT INTO fc.t VALUES (9, 9);
ALTER TABLE fc.t ADD COLUMN z INT DEFAULT 1;

-- right at the target
SELECT id, v, z FROM fc.t ORDER BY id
-- is 1\t101\t1\n2\t2\t1\n3\t3\t1\n4\t4\t1\n9\t9\t1
