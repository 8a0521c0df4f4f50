# Without preemption the stronger router that returns stays backup.
nodes a=200 b=100 address=10.0.0.1
nopreempt
run 10s
crash a
run 10s
start a
run 20s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * crash a
11.782 a  the guard removes 10.0.0.1
12.642 b  backup -> master (heard nothing for 3.609 s)
12.642 b  add 10.0.0.1, announce, advertise 100
17.642 b  announce
20.000    * start a
20.000 a  init -> backup (started, listening for a master)
