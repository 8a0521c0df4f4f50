# A longer stop: the guard takes the address away; the master wakes before anybody took over and puts it back.
nodes a=200 b=100 address=10.0.0.1
run 10s
freeze a 2500ms
run 8s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * freeze a 2500ms
11.782 a  the guard removes 10.0.0.1
12.500 a  address_reinstated address=10.0.0.1/24 times=1
12.500 a  add 10.0.0.1, announce
17.500 a  announce
