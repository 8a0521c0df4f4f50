# A backup that stops hearing adverts takes over. The old master knows nothing of it.
nodes a=200 b=100 address=10.0.0.1
run 10s
cut a
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
