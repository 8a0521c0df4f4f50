# Equal priorities: both time out together, and the greater primary address wins.
nodes a=100 b=100 address=10.0.0.1
run 12s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.610 a  backup -> master (heard nothing for 3.610 s)
3.610 a  add 10.0.0.1, announce, advertise 100
3.610 b  backup -> master (heard nothing for 3.610 s)
3.610 b  add 10.0.0.1, announce, advertise 100
3.610 a  master -> backup (10.0.0.12 with priority 100 is the stronger router)
3.610 a  remove 10.0.0.1, advertise 100
5.111 b  announce
8.610 b  announce
