-- DDL text in the session's character set: collations with high numbers, latin1, gbk with a backslash byte.
-- After alibaba/canal#610, alibaba/canal#460.
-- tables: fc.käse, fc.l, fc.g
-- (MariaDB's driver gives up where it hears of another character set than UTF-8.)

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
-- step 1
[mysql-5.6] SET NAMES utf8mb4 COLLATE utf8mb4_unicode_520_ci;
[mysql-8.0 mysql-9.7] SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin;
[mariadb] SET NAMES utf8mb4 COLLATE utf8mb4_uca1400_turkish_as_cs;
CREATE TABLE fc.`käse` (id INT PRIMARY KEY, `größe` VARCHAR(20) DEFAULT 'ö水' COMMENT 'Größe; ''ü''', e ENUM('ä','水獺','x') DEFAULT 'ä');
INSERT INTO fc.`käse` (id, e) VALUES (1, '水獺'), (2, 'ä');
-- step 2
[mysql-5.6] SET NAMES utf8mb4 COLLATE utf8mb4_croatian_ci;
[mysql-8.0 mysql-9.7] SET NAMES utf8mb4 COLLATE utf8mb4_zh_0900_as_cs;
[mariadb] SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE fc.`käse` ADD COLUMN `数量` INT DEFAULT 3, ADD COLUMN t VARCHAR(9) DEFAULT '数';
INSERT INTO fc.`käse` (id) VALUES (3);
-- step 3
[mariadb] SET session_track_system_variables = '';
SET NAMES latin1;
CREATE TABLE fc.l (id INT PRIMARY KEY, v VARCHAR(9) CHARACTER SET utf8mb4 DEFAULT '€');
INSERT INTO fc.l (id) VALUES (1);
-- step 4
[mariadb] SET session_track_system_variables = '';
SET NAMES gbk;
SET @s = CONCAT('CREATE TABLE fc.g (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT ', QUOTE(CONVERT(X'E8AAA0' USING utf8mb4)), ', w INT DEFAULT 4)');
PREPARE p FROM @s;
EXECUTE p;
DEALLOCATE PREPARE p;
INSERT INTO fc.g (id) VALUES (1);
-- step 5
[mysql-5.6] SET NAMES utf8 COLLATE utf8_unicode_520_ci;
[mysql-8.0 mysql-9.7 mariadb] SET NAMES utf8mb3 COLLATE utf8mb3_unicode_520_ci;
ALTER TABLE fc.l ADD COLUMN `ü` VARCHAR(9) DEFAULT 'ü水';
INSERT INTO fc.l (id) VALUES (2);

-- right at the target
SELECT GROUP_CONCAT(HEX(TABLE_NAME) ORDER BY HEX(TABLE_NAME)) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc'
-- is 67,6BC3A47365,6C
-- right at the target
SELECT GROUP_CONCAT(HEX(COLUMN_NAME) ORDER BY ORDINAL_POSITION) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND TABLE_NAME = 'käse'
-- is 6964,6772C3B6C39F65,65,E695B0E9878F,74
-- right at the target
SELECT HEX(TRIM(BOTH '''' FROM COLUMN_DEFAULT)) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND TABLE_NAME = 'käse' AND COLUMN_NAME = 'größe'
-- is C3B6E6B0B4
-- right at the target
SELECT HEX(TRIM(BOTH '''' FROM COLUMN_DEFAULT)) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND TABLE_NAME = 'l' AND COLUMN_NAME = 'v'
-- is C3A2E2809AC2AC
-- right at the target
SELECT HEX(TRIM(BOTH '''' FROM COLUMN_DEFAULT)) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND TABLE_NAME = 'g' AND COLUMN_NAME = 'v'
-- is E8AAA0
-- right at the target
SELECT HEX(`ü`) FROM fc.l WHERE id = 2
-- is C3BCE6B0B4
