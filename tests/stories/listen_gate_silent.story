# An interface that has received nothing may be deaf: the router waits one further master-down interval.
nodes a=200 address=10.0.0.1
quiet
run 10s
----
0.000 a  init -> backup (started, listening for a master)
6.439 a  backup -> master (heard nothing for 6.439 s)
6.439 a  add 10.0.0.1, announce, advertise 200
