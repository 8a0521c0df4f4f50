# A reload removes the instance from the master: it resigns and serves until its successor speaks.
nodes a=200 b=100 address=10.0.0.1
run 10s
retire a
run 5s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * retire a
10.000 a  master -> init (stopped)
10.000 a  advertise 0
10.609 b  backup -> master (10.0.0.11 resigned)
10.609 b  add 10.0.0.1, announce, advertise 100
10.610 a  remove 10.0.0.1
