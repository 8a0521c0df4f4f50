# Two routers start together: the stronger one waits less and becomes master, the other follows it.
nodes a=200 b=100 address=10.0.0.1
run 6s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
