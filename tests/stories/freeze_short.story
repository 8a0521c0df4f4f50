# A stop shorter than the guard's patience changes nothing.
nodes a=200 b=100 address=10.0.0.1
run 10s
freeze a 1500ms
run 8s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * freeze a 1500ms
