# Without a successor the address is served for one more advert interval.
nodes a=200 address=10.0.0.1
run 10s
stop a
run 8s
----
0.000 a  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * stop a
10.000 a  master -> init (stopped)
10.000 a  advertise 0
11.000 a  remove 10.0.0.1
