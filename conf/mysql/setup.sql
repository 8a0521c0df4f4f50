-- Once, on each server, as root: mariadb <setup.sql. It is not written to the binary log: the other one has its own.
SET SESSION sql_log_bin = 0;

-- Whom check_mysql.sh runs as: known by the socket, without a password and without any right.
CREATE USER IF NOT EXISTS 'holdfast-script'@'localhost' IDENTIFIED VIA unix_socket;

-- Whom the other server comes as. Change the password here and in README.md's CHANGE MASTER.
CREATE USER IF NOT EXISTS 'replication'@'10.0.0.%' IDENTIFIED BY 'change me';
GRANT REPLICATION SLAVE ON *.* TO 'replication'@'10.0.0.%';
