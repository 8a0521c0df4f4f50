# Longer than master-down: the guard removes the address before the other takes over. On waking the late master hears
# the other first, and steps down before it sends or adds anything.
nodes a=200 b=100 address=10.0.0.1
nopreempt
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
