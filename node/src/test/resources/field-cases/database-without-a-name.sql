-- ALTER DATABASE means the session's database where it names none; what is made afterwards inherits from it.
-- After zendesk/maxwell#1457, debezium/debezium#7786.
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE DATABASE fcx CHARACTER SET utf8mb4;
-- step 1
USE fc;
ALTER DATABASE CHARACTER SET = latin1 COLLATE = latin1_german2_ci;
CREATE TABLE a (k VARCHAR(9) PRIMARY KEY, v TEXT);
INSERT INTO a VALUES ('ä', 'ö€');
-- step 2
USE fcx;
ALTER SCHEMA fc /*!40100 DEFAULT CHARACTER SET koi8r */;
CREATE TABLE fc.b (k VARCHAR(9) PRIMARY KEY);
INSERT INTO fc.b VALUES ('ж');
-- step 3
USE fcx;
ALTER DATABASE CHARACTER SET = ucs2;
CREATE TABLE fc.c (k VARCHAR(9) PRIMARY KEY);
INSERT INTO fc.c VALUES ('ж');

-- right at the target
SELECT CONCAT(TABLE_NAME, ':', TABLE_COLLATION) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'fc' ORDER BY 1
-- is a:latin1_german2_ci\nb:koi8r_general_ci\nc:koi8r_general_ci
