# The same with preemption: it steps down first, and takes over again in good order.
nodes a=200 b=100 address=10.0.0.1
run 10s
freeze a 6s
run 12s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * freeze a 6s
11.782 a  the guard removes 10.0.0.1
12.642 b  backup -> master (heard nothing for 3.609 s)
12.642 b  add 10.0.0.1, announce, advertise 100
16.000 a  master -> backup (was stopped or starved, and 10.0.0.12 spoke meanwhile)
16.000 a  remove 10.0.0.1
17.642 b  announce
19.219 a  backup -> master (stronger than 10.0.0.12 with priority 100)
19.219 a  add 10.0.0.1, announce, advertise 200
19.219 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
19.219 b  remove 10.0.0.1, advertise 100
20.719 a  announce
