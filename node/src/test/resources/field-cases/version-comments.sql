-- Comments that are statement for one server and comment for another, nested, without blanks, and with characters beyond 16 bits.
-- After alibaba/canal#572, pingcap/tidb-binlog#955, greenlion/swanhart-tools#70.
-- servers: mysql-8.0 mysql-9.7
-- tables: fc.w, fc.p

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
SET @s = 'CREATE TABLE fc.t (id INT PRIMARY KEY /*!80016 , CHECK (id > 0) */ /*!99999 , b INT */ /*M!100401 , c INT */, d INT)';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t VALUES (1, 10);
-- step 2
SET @s = 'ALTER/*!*/TABLE fc.t /*!50100 ADD COLUMN e INT DEFAULT 1 /* inner */ AFTER id */, ADD /*M! IF NOT EXISTS */f INT DEFAULT 2';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t (id, d) VALUES (2, 20);
-- step 3
SET @s = '/* 🦦🦦 */ RENAME TABLE /* 🦦 ` */fc.t/*!TO*/fc./*x*/u -- 🦦';
PREPARE p FROM @s;
EXECUTE p;
SET @s = 'ALTER TABLE /*🦦*/ fc.u ADD COLUMN g VARCHAR(9) DEFAULT ''🦦'' COMMENT ''/* 🦦'', RENAME /*🦦*/ AS fc.w # 🦦';
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.w (id) VALUES (3);
-- step 4
CREATE TABLE fc.p (id INT PRIMARY KEY, v INT) /*!50100 PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (10) ENGINE = InnoDB) */;
ALTER TABLE fc.p /*!50100 ADD PARTITION (PARTITION b VALUES LESS THAN (20)) */;
INSERT INTO fc.p VALUES (15, 1);
/*!80000 TRUNCATE */ /*!80000 TABLE fc.p */;
INSERT INTO fc.p VALUES (16, 2);

-- right at the target
SELECT id, e, d, f, g FROM fc.w ORDER BY id
-- is 1\t1\t10\t2\t🦦\n2\t1\t20\t2\t🦦\n3\t1\tnull\t2\t🦦
-- right at the target
SELECT id, v FROM fc.p
-- is 16\t2
-- right at the target
SELECT GROUP_CONCAT(TABLE_NAME ORDER BY TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc'
-- is p,w
