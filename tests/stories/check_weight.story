# A check with a weight: while nginx is down on a it is the weaker router, and b takes over when its timer runs out.
nodes a=150 b=100 address=10.0.0.1
track nginx -100
check a nginx up
check b nginx up
run 10s
check a nginx down
run 8s
check a nginx up
run 8s
----
0.000    * check a nginx up
0.000    * check b nginx up
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.415 a  backup -> master (heard nothing for 3.415 s)
3.415 a  add 10.0.0.1, announce, advertise 150
8.415 a  announce
10.000    * check a nginx down
10.000 a  advertise 50
12.837 b  backup -> master (stronger than 10.0.0.11 with priority 50)
12.837 b  add 10.0.0.1, announce, advertise 100
12.837 a  master -> backup (10.0.0.12 with priority 100 is the stronger router)
12.837 a  remove 10.0.0.1, advertise 50
14.337 b  announce
17.837 b  announce
18.000    * check a nginx up
21.064 a  backup -> master (stronger than 10.0.0.12 with priority 100)
21.064 a  add 10.0.0.1, announce, advertise 150
21.064 b  master -> backup (10.0.0.11 with priority 150 is the stronger router)
21.064 b  remove 10.0.0.1, advertise 100
22.564 a  announce
