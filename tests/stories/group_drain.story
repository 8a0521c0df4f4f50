# A drain of one side covers the other.
nodes a=200 b=100
sides inside=10.0.0.1 outside=10.0.1.1
run 10s
drain a
run 10s
readmit a
run 10s
----
0.000 a  inside: init -> backup (started, listening for a master)
0.000 a  outside: init -> backup (started, listening for a master)
0.000 b  inside: init -> backup (started, listening for a master)
0.000 b  outside: init -> backup (started, listening for a master)
3.220 a  inside: backup -> master (heard nothing for 3.220 s)
3.220 a  outside: backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, add 10.0.1.1, announce, advertise 200, advertise 200 too
8.220 a  announce
10.000    * drain a
10.000 a  advertise 1, advertise 1 too
12.642 b  inside: backup -> master (stronger than 10.0.0.11 with priority 1)
12.642 b  outside: backup -> master (stronger than 10.0.1.11 with priority 1)
12.642 b  add 10.0.0.1, add 10.0.1.1, announce, advertise 100, advertise 100 too
12.642 a  inside: master -> backup (drained: asked to)
12.642 a  outside: master -> backup (drained: group gw, inside: asked to)
12.642 a  remove 10.0.0.1, remove 10.0.1.1, advertise 1, advertise 0 too
14.142 b  announce
17.642 b  announce
20.000    * readmit a
20.000 a  inside: backup -> backup (readmitted, asked to, listening for a master)
20.000 a  outside: backup -> backup (readmitted, asked to, listening for a master)
23.219 a  inside: backup -> master (stronger than 10.0.0.12 with priority 100)
23.219 a  outside: backup -> master (stronger than 10.0.1.12 with priority 100)
23.219 a  add 10.0.0.1, add 10.0.1.1, announce, advertise 200, advertise 200 too
23.219 b  inside: master -> backup (10.0.0.11 with priority 200 is the stronger router)
23.219 b  outside: master -> backup (group gw: inside is backup)
23.219 b  remove 10.0.0.1, remove 10.0.1.1, advertise 100, advertise 0 too
24.719 a  announce
28.219 a  announce
