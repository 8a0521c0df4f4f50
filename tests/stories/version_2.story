# Version 2 with a password; its skew is in whole seconds' parts, and its losers are not answered.
nodes a=200 b=100 address=10.0.0.1
v2
password 1111
run 10s
cut a
run 10s
heal
run 4s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * cut a
12.642 b  backup -> master (heard nothing for 3.609 s)
12.642 b  add 10.0.0.1, announce, advertise 100
17.642 b  announce
20.000    * heal
20.032 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
20.032 b  remove 10.0.0.1, advertise 100
20.032 a  announce
21.532 a  announce
