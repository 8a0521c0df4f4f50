# A drain for maintenance: b takes over while a still serves, and a stays out until it is readmitted.
nodes a=150 b=100 address=10.0.0.1
run 10s
drain a
run 15s
readmit a
run 10s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.415 a  backup -> master (heard nothing for 3.415 s)
3.415 a  add 10.0.0.1, announce, advertise 150
8.415 a  announce
10.000    * drain a
10.000 a  advertise 1
12.837 b  backup -> master (stronger than 10.0.0.11 with priority 1)
12.837 b  add 10.0.0.1, announce, advertise 100
12.837 a  master -> backup (drained: asked to)
12.837 a  remove 10.0.0.1, advertise 1
14.337 b  announce
17.837 b  announce
25.000    * readmit a
25.000 a  backup -> backup (readmitted, asked to, listening for a master)
28.414 a  backup -> master (stronger than 10.0.0.12 with priority 100)
28.414 a  add 10.0.0.1, announce, advertise 150
28.414 b  master -> backup (10.0.0.11 with priority 150 is the stronger router)
28.414 b  remove 10.0.0.1, advertise 100
29.914 a  announce
33.414 a  announce
