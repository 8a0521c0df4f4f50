# A master that yields resigns at once and stays out, even when it is alone; readmitted, it is an ordinary backup.
nodes a=200 b=100 address=10.0.0.1
run 10s
yield a
run 10s
crash b
run 10s
readmit a
run 10s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * yield a
10.000 a  master -> backup (yielded: asked to)
10.000 a  remove 10.0.0.1, advertise 0
10.609 b  backup -> master (10.0.0.11 resigned)
10.609 b  add 10.0.0.1, announce, advertise 100
15.609 b  announce
20.000    * crash b
22.172 b  the guard removes 10.0.0.1
30.000    * readmit a
30.000 a  backup -> backup (readmitted, asked to, listening for a master)
33.220 a  backup -> master (heard nothing for 3.220 s)
33.220 a  add 10.0.0.1, announce, advertise 200
38.220 a  announce
