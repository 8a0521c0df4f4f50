# A reload makes the master the weaker one: the other takes over when its timer runs out, nothing is served twice.
nodes a=200 b=100 address=10.0.0.1
run 10s
prio a 50
run 6s
prio a 200
run 6s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * prio a 50
10.000 a  advertise 50
12.642 b  backup -> master (stronger than 10.0.0.11 with priority 50)
12.642 b  add 10.0.0.1, announce, advertise 100
12.642 a  master -> backup (10.0.0.12 with priority 100 is the stronger router)
12.642 a  remove 10.0.0.1, advertise 50
14.142 b  announce
16.000    * prio a 200
17.642 b  announce
18.673 a  backup -> master (stronger than 10.0.0.12 with priority 100)
18.673 a  add 10.0.0.1, announce, advertise 200
18.673 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
18.673 b  remove 10.0.0.1, advertise 100
20.173 a  announce
