# At 10 ms all of it happens a hundred times as fast.
nodes a=200 b=100 address=10.0.0.1
interval 10ms
run 1s
crash a
run 200ms
start a
run 1s
stop a
run 1s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
0.033 a  backup -> master (heard nothing for 0.033 s)
0.033 a  add 10.0.0.1, announce, advertise 200
1.000    * crash a
1.019 a  the guard removes 10.0.0.1
1.028 b  backup -> master (heard nothing for 0.036 s)
1.028 b  add 10.0.0.1, announce, advertise 100
1.200    * start a
1.200 a  init -> backup (started, listening for a master)
1.232 a  backup -> master (stronger than 10.0.0.12 with priority 100)
1.232 a  add 10.0.0.1, announce, advertise 200
1.232 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
1.232 b  remove 10.0.0.1, advertise 100
2.200    * stop a
2.200 a  master -> init (stopped)
2.200 a  advertise 0
2.206 b  backup -> master (10.0.0.11 resigned)
2.206 b  add 10.0.0.1, announce, advertise 100
2.206 a  remove 10.0.0.1
