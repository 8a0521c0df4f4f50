# A check without a weight: a resigns the moment nginx is down, and b waits only its skew.
nodes a=150 b=100 address=10.0.0.1
track nginx 0
run 1s
check a nginx up
check b nginx up
run 10s
check a nginx down
run 8s
check a nginx up
run 8s
----
0.000 a  init -> fault (check nginx has not reported yet)
0.000 b  init -> fault (check nginx has not reported yet)
1.000    * check a nginx up
1.000    * check b nginx up
1.000 a  fault -> backup (started, listening for a master)
1.000 b  fault -> backup (started, listening for a master)
4.415 a  backup -> master (heard nothing for 3.415 s)
4.415 a  add 10.0.0.1, announce, advertise 150
9.415 a  announce
11.000    * check a nginx down
11.000 a  master -> fault (check nginx is down: exit status 1)
11.000 a  remove 10.0.0.1, advertise 0
11.609 b  backup -> master (10.0.0.11 resigned)
11.609 b  add 10.0.0.1, announce, advertise 100
16.609 b  announce
19.000    * check a nginx up
19.000 a  fault -> backup (started, listening for a master)
22.414 a  backup -> master (stronger than 10.0.0.12 with priority 100)
22.414 a  add 10.0.0.1, announce, advertise 150
22.414 b  master -> backup (10.0.0.11 with priority 150 is the stronger router)
22.414 b  remove 10.0.0.1, advertise 100
23.914 a  announce
