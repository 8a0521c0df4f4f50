# A restart within the lease goes on as master: the address is never removed, and nobody else stirs. It is announced again, in
# case that another was master meanwhile.
nodes a=200 b=100 address=10.0.0.1
run 10s
crash a
run 1500ms
start a
run 8s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * crash a
11.500    * start a
11.500 a  init -> master (resumed after a restart, within the lease)
11.500 a  announce, advertise 200
16.500 a  announce
