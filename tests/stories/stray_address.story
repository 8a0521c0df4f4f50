# Somebody adds the address to a backup: it is removed at once, and the master does not move.
nodes a=200 b=100 address=10.0.0.1
run 10s
add b 10.0.0.1
run 10s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * add b 10.0.0.1
10.000 b  warning: address_removed address=10.0.0.1/24 why=somebody added it, and we are not master
10.000 b  remove 10.0.0.1
